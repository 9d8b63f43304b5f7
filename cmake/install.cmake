# What `cmake --install` puts where. Components: program, mpi, figures (results/plot), development and
# module; cmake/packages.cmake makes packages of them. The tree may be moved afterwards: nothing in it
# names its place.
set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/entente)
set(data_folder ${CMAKE_INSTALL_DATADIR}/entente)

# Libraries that are not in the system's folders (Spack's, one's own) are found where they were linked.
if(NOT DEFINED CMAKE_INSTALL_RPATH_USE_LINK_PATH AND NOT HDF5_HL_LIBRARY MATCHES "^/usr/lib")
  set_target_properties(entente PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)
  if(TARGET entente-mpi)
    set_target_properties(entente-mpi PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)
  endif()
endif()

install(DIRECTORY configs/ DESTINATION ${data_folder}/configs COMPONENT program)

# What there is to read; the man pages are in docs/manual.
install(FILES README.md HACKING.md LICENSE CITATION.cff DESTINATION ${CMAKE_INSTALL_DOCDIR}
  COMPONENT program)
install(DIRECTORY docs results bench DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program
  FILES_MATCHING PATTERN "*.md" PATTERN "docs/*.png"
  PATTERN "plot" EXCLUDE PATTERN "peers" EXCLUDE PATTERN "output" EXCLUDE PATTERN "manual" EXCLUDE)

install(FILES packaging/completion/entente.bash COMPONENT program RENAME entente
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES packaging/completion/_entente COMPONENT program
  DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES packaging/completion/entente.fish COMPONENT program
  DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)

# For `module use PREFIX/share/entente/modulefiles`.
set(module_folder ${CMAKE_INSTALL_DATADIR}/entente/modulefiles/entente)
file(RELATIVE_PATH prefix_from_module
  ${CMAKE_INSTALL_PREFIX}/${module_folder} ${CMAKE_INSTALL_PREFIX})
configure_file(packaging/modulefiles/module.tcl.in modulefiles/${PROJECT_VERSION} @ONLY)
configure_file(packaging/modulefiles/module.lua.in modulefiles/${PROJECT_VERSION}.lua @ONLY)
install(DIRECTORY ${PROJECT_BINARY_DIR}/modulefiles/ DESTINATION ${module_folder} COMPONENT module)

# For projects that add a model: find_package(entente CONFIG REQUIRED).
foreach(library IN ITEMS options kernel_options kernels results driver command_line)
  set_target_properties(entente_${library} PROPERTIES EXPORT_NAME ${library})
  install(TARGETS entente_${library} EXPORT entente DESTINATION ${CMAKE_INSTALL_LIBDIR}
    COMPONENT development)
endforeach()
install(EXPORT entente NAMESPACE entente:: FILE entente-targets.cmake DESTINATION ${package_folder}
  COMPONENT development)
install(DIRECTORY kernels DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/entente COMPONENT development
  FILES_MATCHING PATTERN "*.hpp" PATTERN "kernels/models" EXCLUDE)
# What each program compiles anew, and what that includes.
install(FILES driver/main.cpp driver/main_mpi.cpp driver/ranks/mpi_ranks.cpp driver/ranks/mpi_counters.cpp
              driver/commands/shipped_configs.cpp kernels/registry.cpp
  DESTINATION ${package_folder}/program COMPONENT development)
foreach(header IN ITEMS driver/commands/command_line driver/commands/interruption
                        driver/commands/shipped_configs driver/ranks/launcher driver/ranks/lone_rank
                        driver/ranks/mpi_counters driver/ranks/mpi_ranks driver/ranks/ranks
                        driver/thread_affinity results/bytes)
  cmake_path(GET header PARENT_PATH folder)
  install(FILES ${header}.hpp DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/entente/${folder}
    COMPONENT development)
endforeach()

# Libraries that a project which links ours finds by pkg-config, as "prefix:module".
set(pkg_config HWY:libhwy LIBDEFLATE:libdeflate ISAL:libisal HDF5:${HDF5_MODULE_NAME})
if(TARGET PkgConfig::HWLOC)
  list(APPEND pkg_config HWLOC:hwloc)
endif()
foreach(library IN ITEMS kernels results driver command_line)
  get_target_property(linked entente_${library} LINK_LIBRARIES)
  list(FILTER linked INCLUDE REGEX "^PkgConfig::")
  foreach(target IN LISTS linked)
    string(REPLACE "PkgConfig::" "" prefix ${target})
    if(NOT "${pkg_config}" MATCHES "(^|;)${prefix}:")
      message(FATAL_ERROR "cmake/install.cmake: by which name does pkg-config know ${target}?")
    endif()
  endforeach()
endforeach()

include(CMakePackageConfigHelpers)
get_property(built_in_models GLOBAL PROPERTY ENTENTE_BUILT_IN_MODELS)
set(installed_configs ${data_folder}/configs)
configure_package_config_file(cmake/entente-config.cmake.in ${PROJECT_BINARY_DIR}/entente-config.cmake
  INSTALL_DESTINATION ${package_folder} PATH_VARS installed_configs NO_CHECK_REQUIRED_COMPONENTS_MACRO)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/entente-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/entente-config.cmake
              ${PROJECT_BINARY_DIR}/entente-config-version.cmake
              cmake/entente_add_program.cmake
  DESTINATION ${package_folder} COMPONENT development)
