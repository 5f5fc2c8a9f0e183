# The extension module equitable._core: python/bind over the compiled library. Built by `pip install .` (pyproject.toml),
# or by hand with the preset `python`.
find_package(Python 3.11 REQUIRED COMPONENTS Interpreter Development.Module)
if(NOT pybind11_DIR)
  execute_process(
    COMMAND "${Python_EXECUTABLE}" -m pybind11 --cmakedir
    OUTPUT_VARIABLE _pybind11_dir OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(_pybind11_dir)
    set(pybind11_DIR "${_pybind11_dir}")
  endif()
endif()
set(PYBIND11_FINDPYTHON ON)
find_package(pybind11 3 QUIET CONFIG)
if(NOT pybind11_FOUND)
  message(FATAL_ERROR "The Python module needs pybind11 3 or newer: install it with `python -m pip install pybind11`.")
endif()

file(GLOB equitable_bindings CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/python/bind/*.cpp")
pybind11_add_module(equitable_core MODULE NO_EXTRAS ${equitable_bindings})
set_target_properties(equitable_core PROPERTIES
  OUTPUT_NAME _core
  CXX_VISIBILITY_PRESET hidden
  VISIBILITY_INLINES_HIDDEN ON)
# Symbols of the archive would otherwise stay visible: _core must export its init function and nothing else.
set_target_properties(equitable_compiled PROPERTIES CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
target_link_libraries(equitable_core PRIVATE equitable_compiled)
# Functions compiled for several processors (detail/clones.hpp) pay no heed to visibility.
target_link_options(equitable_core PRIVATE "$<$<PLATFORM_ID:Linux>:LINKER:--exclude-libs,ALL>")
target_compile_features(equitable_core PRIVATE cxx_std_17)
target_compile_options(equitable_core PRIVATE ${equitable_numeric_flags})
install(TARGETS equitable_core LIBRARY DESTINATION equitable COMPONENT python)
