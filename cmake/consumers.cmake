# Projects that use equitable as its users do, each configured, built and run from scratch:
# from an install tree, by add_subdirectory, and with both targets in one program.
set(_prefix "${PROJECT_BINARY_DIR}/install_tree")
add_test(NAME "install" COMMAND "${CMAKE_COMMAND}"
  -D "build=${PROJECT_BINARY_DIR}" -D "prefix=${_prefix}" -P "${PROJECT_SOURCE_DIR}/cmake/fresh_install.cmake")
set_tests_properties("install" PROPERTIES LABELS consumer FIXTURES_SETUP install_tree)

function(equitable_consumer name)
  add_test(NAME "consumer: ${name}"
    COMMAND "${CMAKE_CTEST_COMMAND}"
      --build-and-test "${CMAKE_CURRENT_SOURCE_DIR}/consumer/${name}" "${PROJECT_BINARY_DIR}/consumer/${name}"
      --build-generator "${CMAKE_GENERATOR}"
      --build-options
        "-DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER}"
        "-DCMAKE_CXX_FLAGS=${CMAKE_CXX_FLAGS}"
        "-DCMAKE_BUILD_TYPE=Debug"
        ${ARGN}
      --test-command consumer)
  set_tests_properties("consumer: ${name}" PROPERTIES LABELS consumer TIMEOUT 300 FIXTURES_REQUIRED install_tree)
endfunction()

equitable_consumer(find_package "-DCMAKE_PREFIX_PATH=${_prefix}")
equitable_consumer(add_subdirectory "-DEQUITABLE_SOURCE=${PROJECT_SOURCE_DIR}")
equitable_consumer(mixed "-DCMAKE_PREFIX_PATH=${_prefix}")

# Without Eigen or Boost, in our own build (which pip runs too) and in a project that uses the package, the sentence that says
# what to install.
function(equitable_missing_dependency name source dependency)
  add_test(NAME "missing ${dependency}: ${name}"
    COMMAND "${CMAKE_COMMAND}" -S "${source}" -B "${PROJECT_BINARY_DIR}/consumer/missing_${dependency}_${name}"
      -G "${CMAKE_GENERATOR}" "-DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER}" "-DCMAKE_PREFIX_PATH=${_prefix}"
      "-DCMAKE_DISABLE_FIND_PACKAGE_${dependency}=ON")
  set_tests_properties("missing ${dependency}: ${name}" PROPERTIES
    LABELS consumer
    FIXTURES_REQUIRED install_tree
    PASS_REGULAR_EXPRESSION
      "equitable needs [^\n]*found: install the headers of both libraries, for example with .apt-get install libeigen3-dev libboost-dev.\\.")
endfunction()

foreach(dependency IN ITEMS Eigen3 Boost)
  equitable_missing_dependency(own_build "${PROJECT_SOURCE_DIR}" ${dependency})
  equitable_missing_dependency(package "${CMAKE_CURRENT_SOURCE_DIR}/consumer/find_package" ${dependency})
endforeach()
