# Every dependency is a Debian package; nothing is downloaded. The list for apt is in ./dev.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenMP REQUIRED COMPONENTS CXX)
find_package(TBB REQUIRED CONFIG)
find_package(fmt REQUIRED CONFIG)
find_package(CLI11 REQUIRED CONFIG)
find_package(tomlplusplus REQUIRED CONFIG)
find_package(Boost 1.74 REQUIRED)
pkg_check_modules(HWY REQUIRED IMPORTED_TARGET libhwy)
pkg_check_modules(LIBDEFLATE REQUIRED IMPORTED_TARGET libdeflate)
pkg_check_modules(ISAL REQUIRED IMPORTED_TARGET libisal)
pkg_check_modules(HWLOC REQUIRED IMPORTED_TARGET hwloc)
# The serial build by Debian's name for it, where installing the parallel one re-points the plain
# hdf5.pc; elsewhere there is only the plain one.
pkg_search_module(HDF5 REQUIRED IMPORTED_TARGET hdf5-serial hdf5)

# Dimension scales are in HDF5's high-level library, for which there is no pkg-config file.
find_library(HDF5_HL_LIBRARY hdf5_hl HINTS ${HDF5_LIBRARY_DIRS} REQUIRED)
add_library(entente::hdf5_hl UNKNOWN IMPORTED)
set_target_properties(entente::hdf5_hl PROPERTIES IMPORTED_LOCATION ${HDF5_HL_LIBRARY})

find_path(RANDOM123_INCLUDE_DIR Random123/philox.h REQUIRED)
add_library(random123 INTERFACE)
target_include_directories(random123 SYSTEM INTERFACE ${RANDOM123_INCLUDE_DIR})

# Several machines (entente-mpi): built where there is an MPI, unless it is not wanted.
option(ENTENTE_MPI "Build entente-mpi, for jobs of many ranks, if there is an MPI" ON)
if(ENTENTE_MPI)
  set(MPI_CXX_SKIP_MPICXX ON)  # the C++ bindings that MPI has dropped
  find_package(MPI COMPONENTS CXX)
endif()

if(ENTENTE_DEVELOPER)
  find_package(GTest REQUIRED CONFIG)
  find_package(benchmark REQUIRED CONFIG)
endif()
