# Every header compiles alone as C++17, and all of them together as C++20 and C++23, with each compiler at hand and without a warning.
find_package(Python3 3.11 REQUIRED COMPONENTS Interpreter)
set(_header_includes
  "$<JOIN:$<TARGET_PROPERTY:Eigen3::Eigen,INTERFACE_INCLUDE_DIRECTORIES>;$<TARGET_PROPERTY:Boost::headers,INTERFACE_INCLUDE_DIRECTORIES>,;>")
find_program(EQUITABLE_CLANG NAMES clang++ clang++-19 clang++-16 clang++-15 clang++-14
  DOC "A clang that checks the headers beside the compiler in use")

function(equitable_header_check name compiler standard)
  add_test(NAME "headers: ${name}"
    COMMAND Python3::Interpreter "${PROJECT_SOURCE_DIR}/tools/check_headers.py"
      --include "${PROJECT_SOURCE_DIR}/include" --system "${_header_includes}"
      --compiler "${compiler}" --standard ${standard} ${ARGN} -- ${equitable_warning_flags})
  set_tests_properties("headers: ${name}" PROPERTIES LABELS headers TIMEOUT 600)
endfunction()

function(equitable_header_checks label compiler)
  equitable_header_check("${label} C++17, each alone" "${compiler}" 17)
  set_tests_properties("headers: ${label} C++17, each alone" PROPERTIES PROCESSORS 2)
  equitable_header_check("${label} C++20" "${compiler}" 20 --together)
  equitable_header_check("${label} C++23" "${compiler}" 23 --together)
endfunction()

equitable_header_checks("${CMAKE_CXX_COMPILER_ID}" "${CMAKE_CXX_COMPILER}")
if(EQUITABLE_CLANG AND NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  equitable_header_checks(Clang "${EQUITABLE_CLANG}")
endif()

# One definition rule: two translation units that include every header, in opposite orders, must link into one program.
set(_forward "")
set(_backward "")
foreach(header IN LISTS equitable_headers)
  file(RELATIVE_PATH header "${PROJECT_SOURCE_DIR}/include" "${header}")
  list(APPEND _forward "#include \"${header}\"")
  list(PREPEND _backward "#include \"${header}\"")
endforeach()
list(JOIN _forward "\n" _forward)
list(JOIN _backward "\n" _backward)
file(CONFIGURE OUTPUT forward.cpp CONTENT "${_forward}\nint other_order();\nint main() { return other_order(); }\n")
file(CONFIGURE OUTPUT backward.cpp CONTENT "${_backward}\nint other_order();\nint other_order() { return 0; }\n")
# And a third in a program whose system headers define min and max as macros, as <windows.h> does.
file(STRINGS "${PROJECT_SOURCE_DIR}/include/equitable/detail/special.hpp" _boost REGEX "^#include <boost/")
set(_system "")
foreach(header IN LISTS equitable_headers)
  file(STRINGS "${header}" _names REGEX "^#include <[a-z0-9_]+>")
  list(APPEND _system ${_names})
endforeach()
list(REMOVE_DUPLICATES _system)
list(JOIN _system "\n" _system)
list(JOIN _boost "\n" _boost)
string(CONCAT _macros "${_system}\n#include <Eigen/Core>\n${_boost}\n"
  "#define min(a, b) ((a) < (b) ? (a) : (b))\n#define max(a, b) ((a) > (b) ? (a) : (b))\n")
file(CONFIGURE OUTPUT macros.cpp CONTENT "${_macros}${_forward}\nint other_macros();\nint other_macros() { return 0; }\n")
add_executable(test_one_definition "${CMAKE_CURRENT_BINARY_DIR}/forward.cpp" "${CMAKE_CURRENT_BINARY_DIR}/backward.cpp"
  "${CMAKE_CURRENT_BINARY_DIR}/macros.cpp")
target_link_libraries(test_one_definition PRIVATE equitable::compiled)
equitable_warnings(test_one_definition)
add_test(NAME "headers: one definition" COMMAND test_one_definition)
set_tests_properties("headers: one definition" PROPERTIES LABELS headers)
