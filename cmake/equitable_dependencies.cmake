# Finds Eigen and Boost for this build and, installed beside the package file, for every project that calls
# find_package(equitable). Leaves equitable_missing empty, or one sentence that says what is missing and how to get it.
cmake_policy(PUSH)
cmake_policy(VERSION 3.25...3.31)
set(equitable_missing "")

find_package(Threads QUIET)  # batch functions run on one thread where there are none

# Without a version: Eigen 5's package file refuses a request for 3.4. The version is compared afterwards.
find_package(Eigen3 QUIET NO_MODULE)
if(NOT Eigen3_FOUND OR NOT TARGET Eigen3::Eigen)
  set(_equitable_wants "Eigen 3.4 or newer, which was not found")
elseif(Eigen3_VERSION VERSION_LESS 3.4)
  set(_equitable_wants "Eigen 3.4 or newer, but found ${Eigen3_VERSION}")
else()
  set(_equitable_wants "")
  find_package(Boost 1.74 QUIET)
  if(NOT Boost_FOUND OR NOT TARGET Boost::headers)
    set(_equitable_wants "the headers of Boost 1.74 or newer, which were not found")
  endif()
endif()
if(_equitable_wants)
  string(CONCAT equitable_missing
    "equitable needs ${_equitable_wants}: install the headers of both libraries, "
    "for example with `apt-get install libeigen3-dev libboost-dev`.")
endif()
unset(_equitable_wants)
cmake_policy(POP)
