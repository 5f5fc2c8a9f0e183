#pragma once

struct Half {
  double ratio, lower, upper;
};

Half header_only();
Half uses_compiled();
