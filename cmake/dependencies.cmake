include("${CMAKE_CURRENT_LIST_DIR}/equitable_dependencies.cmake")
if(equitable_missing)
  # Indented, because CMake would otherwise break the sentence, and the command in it, over several lines.
  message(FATAL_ERROR "\n  ${equitable_missing}\n")
endif()
