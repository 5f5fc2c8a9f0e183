# The version is written once, in include/equitable/version.hpp; this reads it from there.
file(READ "${CMAKE_CURRENT_LIST_DIR}/../include/equitable/version.hpp" _equitable_version_header)
if(NOT _equitable_version_header MATCHES "\"([0-9]+\\.[0-9]+\\.[0-9]+)\"")
  message(FATAL_ERROR "include/equitable/version.hpp holds no version of the form \"1.2.3\".")
endif()
set(EQUITABLE_VERSION "${CMAKE_MATCH_1}")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS include/equitable/version.hpp)
