include(CMakePackageConfigHelpers)
set(_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/equitable")

install(TARGETS equitable_equitable equitable_compiled
  EXPORT equitableTargets
  FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(EXPORT equitableTargets NAMESPACE equitable:: DESTINATION "${_package_dir}")

configure_package_config_file(
  "${CMAKE_CURRENT_LIST_DIR}/equitableConfig.cmake.in" "${PROJECT_BINARY_DIR}/equitableConfig.cmake"
  INSTALL_DESTINATION "${_package_dir}")
# Before 1.0 a minor release may change the interface.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/equitableConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES
  "${PROJECT_BINARY_DIR}/equitableConfig.cmake"
  "${PROJECT_BINARY_DIR}/equitableConfigVersion.cmake"
  "${CMAKE_CURRENT_LIST_DIR}/equitable_dependencies.cmake"
  DESTINATION "${_package_dir}")
