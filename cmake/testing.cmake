# equitable_test(<folder>/<name>_test) registers tests/<folder>/<name>_test.cpp; equitable_test_programs() then makes one
# program of each folder's files, and ctest sees every test in it by name.
find_package(GTest QUIET)
if(NOT GTest_FOUND)
  message(FATAL_ERROR "The tests need GoogleTest: install it with `apt-get install libgtest-dev`.")
endif()
include(GoogleTest)

# What nearly every test file includes, parsed once for all programs. That headers need nothing from it is the header checks' business.
set(equitable_test_prelude <gtest/gtest.h> <algorithm> <array> <cmath> <cstdint> <map> <random> <string> <vector>)

# Bodies of ranks 7 and 8 live in src/; every lower folder is tested header-only.
set(equitable_compiled_folders disclosure wres)

function(equitable_test name)
  get_filename_component(folder "${name}" DIRECTORY)
  set_property(DIRECTORY APPEND PROPERTY equitable_test_folders "${folder}")
  set_property(DIRECTORY APPEND PROPERTY "equitable_test_files_${folder}" "${CMAKE_CURRENT_SOURCE_DIR}/${name}.cpp")
endfunction()

function(equitable_test_programs)
  get_property(folders DIRECTORY PROPERTY equitable_test_folders)
  list(REMOVE_DUPLICATES folders)
  add_custom_target(equitable_unit_tests)
  foreach(folder IN LISTS folders)
    get_property(files DIRECTORY PROPERTY "equitable_test_files_${folder}")
    add_executable(test_${folder} ${files})
    if(folder IN_LIST equitable_compiled_folders)
      target_link_libraries(test_${folder} PRIVATE equitable::compiled)
    else()
      target_link_libraries(test_${folder} PRIVATE equitable::equitable)
    endif()
    target_link_libraries(test_${folder} PRIVATE GTest::gtest_main)
    target_include_directories(test_${folder} PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}")
    target_compile_definitions(test_${folder} PRIVATE EQUITABLE_TEST_DATA="${CMAKE_CURRENT_SOURCE_DIR}/data")
    # A column and a single call are compared bit by bit, also where a processor has fused operations.
    target_compile_options(test_${folder} PRIVATE $<$<CXX_COMPILER_ID:GNU,Clang,AppleClang>:-ffp-contract=off>)
    equitable_warnings(test_${folder})
    if(folder IN_LIST equitable_compiled_folders)
      target_precompile_headers(test_${folder} PRIVATE ${equitable_test_prelude})
    elseif(prelude_owner)
      target_precompile_headers(test_${folder} REUSE_FROM ${prelude_owner})
    else()
      target_precompile_headers(test_${folder} PRIVATE ${equitable_test_prelude})
      set(prelude_owner test_${folder})
    endif()
    add_dependencies(equitable_unit_tests test_${folder})
    gtest_discover_tests(test_${folder}
      TEST_PREFIX "${folder}: "
      DISCOVERY_TIMEOUT 120
      PROPERTIES LABELS unit TIMEOUT 300)
  endforeach()
endfunction()
