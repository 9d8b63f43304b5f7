# Debian packages: `cpack -G DEB` in the build folder, or ./dev package. One for each component:
# entente, entente-mpi, entente-plot and libentente-dev.
set(CPACK_PACKAGE_NAME entente)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")  # each package has its own
set(CPACK_PACKAGE_VENDOR "The Entente developers")
set(CPACK_PACKAGE_CONTACT "The Entente developers <nobody@entente.invalid>"
  CACHE STRING "Who answers for the packages: \"Name <address>\"")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)

set(CPACK_COMPONENTS_ALL program figures development)
if(TARGET entente-mpi)
  list(APPEND CPACK_COMPONENTS_ALL mpi)
endif()
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(same "(= ${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})")

# describe(COMPONENT package section "what it is" "and in full")
macro(describe component package section summary description)
  string(TOUPPER ${component} upper)
  set(CPACK_DEBIAN_${upper}_PACKAGE_NAME ${package})
  set(CPACK_DEBIAN_${upper}_PACKAGE_SECTION ${section})
  set(CPACK_DEBIAN_${upper}_DESCRIPTION "${summary}\n${description}")
endmacro()
describe(program entente science "parameter sweeps of models of alliances"
"Evaluates parameterised scenarios of alliances (burden sharing, deterrence,
coalitions, networks), millions at a time, on all cores and with the widest
instruction set of the machine, and writes the results to HDF5. Finds out which
parameters matter, and which policies are robust.")
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SUGGESTS "entente-mpi, entente-plot, hdf5-tools, python3-xarray")
describe(mpi entente-mpi science "parameter sweeps of models of alliances, on many machines"
"The program that takes the place of entente in a job of many MPI ranks.")
set(CPACK_DEBIAN_MPI_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_MPI_PACKAGE_DEPENDS "entente ${same}")
set(CPACK_DEBIAN_MPI_PACKAGE_RECOMMENDS mpi-default-bin)
describe(figures entente-plot science "figures of what entente has computed"
"Draws result files of entente: heat maps, lines, bars, scatter plots, and the
figures of sensitivity analyses and scenario discovery.")
set(CPACK_DEBIAN_FIGURES_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_FIGURES_PACKAGE_DEPENDS "python3, python3-h5py, python3-matplotlib, python3-numpy")
set(CPACK_DEBIAN_FIGURES_PACKAGE_ENHANCES entente)
describe(development libentente-dev libdevel "add models to entente"
"Static libraries, headers and the CMake package of entente, with which a
project of one's own adds models to the program.")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "entente ${same}, pkg-config, libhwy-dev, libtbb-dev, \
libhdf5-dev, libdeflate-dev, libisal-dev, libtomlplusplus-dev, libfmt-dev")
if(TARGET PkgConfig::HWLOC)
  string(APPEND CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS ", libhwloc-dev")
endif()
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_RECOMMENDS "cmake (>= 3.25), g++")

# What Debian wants of every package: copyright, changelog, compressed man pages.
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/packaging/debian/complete.cmake)
include(CPack)
