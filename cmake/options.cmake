# Flags that every target of the project shares, as one interface target.
add_library(entente_options INTERFACE)
target_compile_features(entente_options INTERFACE cxx_std_20)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# Results are a pure function of the parameters: the compiler must not fuse a multiply and an add
# where the source did not say so, or the bits would depend on its optimiser.
target_compile_options(entente_options INTERFACE -ffp-contract=off)

# Nobody reads errno or floating-point exceptions here; this lets sqrt and selections be instructions.
target_compile_options(entente_options INTERFACE -fno-math-errno -fno-trapping-math)

if(ENTENTE_DEVELOPER)
  foreach(warning IN ITEMS all extra pedantic conversion sign-conversion shadow)
    target_compile_options(entente_options INTERFACE $<BUILD_INTERFACE:-W${warning}>)
  endforeach()
  option(CMAKE_COMPILE_WARNING_AS_ERROR "Stop at a warning" ON)
  # GCC 12 warns of overlaps in std::string's operator+ that cannot be (GCC bug 105651).
  target_compile_options(entente_options INTERFACE
    $<BUILD_INTERFACE:$<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>>)
endif()

# Sanitizers take time and memory of their own, for which the kernels and a few tests make allowance.
if(CMAKE_CXX_FLAGS MATCHES "-fsanitize")
  set(ENTENTE_SANITIZED 1)
else()
  set(ENTENTE_SANITIZED 0)
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()
