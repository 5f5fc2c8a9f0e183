/// @file detail/clones.hpp
/// How the loops over lanes are compiled.
///
/// `EQUITABLE_LANE` marks a small function that loops over lanes call: it must be inlined there, or the loop stays scalar;
/// `EQUITABLE_INLINED`, written after its parameters, does the same to a lambda. `EQUITABLE_APART` marks one that must stay out of it: the scalar function of the rows that are left over.
///
/// `EQUITABLE_CLONES` marks the functions of src/lanes_*.cpp, which are compiled three times over, for any x86-64, for AVX2
/// (x86-64-v3) and for AVX-512 (x86-64-v4); the dynamic linker chooses. All three give the same bits, because those files are
/// compiled without contraction into fused operations. Elsewhere (clang, other processors, a C library without indirect
/// functions, sanitizers, whose set-up runs after the choice, and builds without optimisation) it is empty, and one plain version
/// comes from the same source.
///
/// `EQUITABLE_BUILD` names the inline namespace that batch functions live in: a program that uses the headers alone in one file and
/// the compiled library in another holds both kinds, each under its own name.
#pragma once

#include <cstddef>  // also defines __GLIBC__

#if defined(__GNUC__)
#define EQUITABLE_LANE [[gnu::always_inline]] inline
#define EQUITABLE_INLINED __attribute__((always_inline))
#define EQUITABLE_APART [[gnu::noinline]]
#else
#define EQUITABLE_LANE inline
#define EQUITABLE_INLINED
#define EQUITABLE_APART
#endif

#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && defined(__ELF__) && defined(__GLIBC__) && \
    defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#if __GNUC__ >= 12
#define EQUITABLE_CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4"), flatten))
#endif
#endif
#if !defined(EQUITABLE_CLONES)
#define EQUITABLE_CLONES
#endif

#if defined(EQUITABLE_COMPILED)
#define EQUITABLE_BUILD compiled
#else
#define EQUITABLE_BUILD header_only
#endif
