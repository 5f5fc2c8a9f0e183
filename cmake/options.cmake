# Every switch of the build. A project that uses this one by add_subdirectory gets the library and nothing else.
option(EQUITABLE_INSTALL "Install the headers, the compiled library and the CMake package" ${PROJECT_IS_TOP_LEVEL})
option(EQUITABLE_PYTHON "Build the Python extension module equitable._core" OFF)
if(PROJECT_IS_TOP_LEVEL)
  option(EQUITABLE_DEVELOPER "Tests, examples, checks and warnings as errors, for work on equitable itself" OFF)
  option(EQUITABLE_FUZZ "Build the fuzz targets for libFuzzer (needs EQUITABLE_DEVELOPER and clang)" OFF)
  option(EQUITABLE_BENCH "Build the benchmarks (needs EQUITABLE_DEVELOPER)" OFF)
else()
  set(EQUITABLE_DEVELOPER OFF)
endif()

if(PROJECT_IS_TOP_LEVEL AND NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()
