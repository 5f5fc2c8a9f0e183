# equitable::equitable   header-only, ranks 0 to 6
# equitable::compiled    the same headers, with the bodies of ranks 7 and 8 and the batch kernels with flags of their own
include(GNUInstallDirs)

file(GLOB_RECURSE equitable_headers CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/include/equitable/*.hpp")
add_library(equitable_equitable INTERFACE)
add_library(equitable::equitable ALIAS equitable_equitable)
set_target_properties(equitable_equitable PROPERTIES EXPORT_NAME equitable)
target_compile_features(equitable_equitable INTERFACE cxx_std_17)
target_link_libraries(equitable_equitable INTERFACE
  Eigen3::Eigen Boost::headers $<TARGET_NAME_IF_EXISTS:Threads::Threads>)
target_sources(equitable_equitable INTERFACE
  FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}/include" FILES ${equitable_headers})

file(GLOB_RECURSE equitable_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/*.cpp")
add_library(equitable_compiled STATIC ${equitable_sources})
add_library(equitable::compiled ALIAS equitable_compiled)
set_target_properties(equitable_compiled PROPERTIES
  EXPORT_NAME compiled
  OUTPUT_NAME equitable
  POSITION_INDEPENDENT_CODE ON)
target_compile_definitions(equitable_compiled PUBLIC EQUITABLE_COMPILED)
target_link_libraries(equitable_compiled PUBLIC equitable_equitable)

# Flags that let the compiler vectorise without changing a single value (never -ffast-math: NaN and infinity are answers here).
set(equitable_numeric_flags "$<$<CXX_COMPILER_ID:GNU,Clang,AppleClang>:-fno-math-errno;-fno-trapping-math>")
target_compile_options(equitable_compiled PRIVATE ${equitable_numeric_flags})

# Batch kernels (detail/clones.hpp): loops over lanes that the compiler is to vectorise, whatever the build type asks of the rest. Without
# contraction into fused operations, so that every processor gives the same bits.
file(GLOB equitable_lane_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/lanes_*.cpp")
set_source_files_properties(${equitable_lane_sources} PROPERTIES COMPILE_OPTIONS
  "$<$<CXX_COMPILER_ID:GNU,Clang,AppleClang>:-ffp-contract=off;$<$<NOT:$<CONFIG:Debug>>:-O3>>")
