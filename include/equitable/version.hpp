/// @file version.hpp
/// The version of equitable. This file is its single source: the build, the Python package and the citation read it here.
#pragma once

#define EQUITABLE_VERSION_MAJOR 0
#define EQUITABLE_VERSION_MINOR 1
#define EQUITABLE_VERSION_PATCH 0
#define EQUITABLE_VERSION "0.1.0"

namespace equitable {

/// The version as text, "major.minor.patch".
inline constexpr const char* library_version = EQUITABLE_VERSION;

}  // namespace equitable
