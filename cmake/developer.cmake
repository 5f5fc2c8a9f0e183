# Only for work on equitable itself: warnings as errors on our own targets, tests, examples, benchmarks.
include("${CMAKE_CURRENT_LIST_DIR}/warnings.cmake")
enable_testing()
equitable_warnings(equitable_compiled)
if(EQUITABLE_PYTHON)
  equitable_warnings(equitable_core)
endif()

add_subdirectory(tests)
add_subdirectory(examples/cpp)
if(EQUITABLE_BENCH)
  add_subdirectory(bench)
endif()
