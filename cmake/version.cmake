# entente_version.hpp: the program's version and the commit it was built from. The commit is looked up
# at every build, and the header rewritten only when it changed.
add_custom_target(entente_commit
  COMMAND ${CMAKE_COMMAND}
          -DSOURCE=${PROJECT_SOURCE_DIR} -DVERSION=${PROJECT_VERSION}
          -DTEMPLATE=${PROJECT_SOURCE_DIR}/cmake/entente_version.hpp.in
          -DHEADER=${PROJECT_BINARY_DIR}/generated/entente_version.hpp
          -P ${PROJECT_SOURCE_DIR}/cmake/write_version.cmake
  BYPRODUCTS ${PROJECT_BINARY_DIR}/generated/entente_version.hpp
  VERBATIM)
add_library(entente_version INTERFACE)
target_include_directories(entente_version INTERFACE ${PROJECT_BINARY_DIR}/generated)
add_dependencies(entente_version entente_commit)
