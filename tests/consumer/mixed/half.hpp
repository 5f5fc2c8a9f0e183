#pragma once

struct Half {
  double ratio, lower, upper;
  double last_of_batch;  // the upper limit of the last of a column of tables
};

Half header_only();
Half uses_compiled();
