# The project's own rules, and the tests of the scripts that check them.
foreach(check IN ITEMS layers registered version)
  add_test(NAME "check: ${check}"
    COMMAND Python3::Interpreter "${PROJECT_SOURCE_DIR}/tools/check_${check}.py" "${PROJECT_SOURCE_DIR}")
  set_tests_properties("check: ${check}" PROPERTIES LABELS check)
endforeach()
add_test(NAME "check: symbols"
  COMMAND Python3::Interpreter "${PROJECT_SOURCE_DIR}/tools/check_symbols.py" --nm "${CMAKE_NM}" $<TARGET_FILE:equitable_compiled>)
set_tests_properties("check: symbols" PROPERTIES LABELS check)
add_test(NAME "check: the checks themselves"
  COMMAND Python3::Interpreter -m unittest discover --start-directory "${PROJECT_SOURCE_DIR}/tools" --pattern "test_*.py")
set_tests_properties("check: the checks themselves" PROPERTIES LABELS check)

# What it costs to include a header, against budgets with slack (bench/compile).
add_test(NAME "check: compile budgets"
  COMMAND Python3::Interpreter "${PROJECT_SOURCE_DIR}/bench/compile/compile_budget.py" --compiler "${CMAKE_CXX_COMPILER}"
    --include "${PROJECT_SOURCE_DIR}/include" --system "${_header_includes}" --rounds 1 --timed 6)
set_tests_properties("check: compile budgets" PROPERTIES LABELS check TIMEOUT 600)

# The batch kernels answer alike, bit by bit, on every level of x86-64. Not under sanitisers, whose builds it would not look at.
if(NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize=")
  add_test(NAME "check: same bits"
    COMMAND Python3::Interpreter "${PROJECT_SOURCE_DIR}/tools/check_same_bits.py" --compiler "${CMAKE_CXX_COMPILER}"
      --system "${_header_includes}")
  set_tests_properties("check: same bits" PROPERTIES LABELS check TIMEOUT 600)
endif()
