# entente_add_program(NAME [MODELS name...] [SOURCES file...] [LIBRARIES target...])
#
# The program NAME: `entente` with the models that come with it and those of MODELS, each a word for
# which one of SOURCES defines `extern const Model <word>` in the namespace entente::kernels. A source
# names itself (HWY_TARGET_INCLUDE) relative to the folder of the CMakeLists.txt. LIBRARIES are what the
# sources need besides.
#
# Where the project has found MPI (find_package(MPI COMPONENTS CXX)), also NAME-mpi, which NAME turns into
# under a launcher of several ranks: both belong into one folder.
#
# Also the library NAME_models, the list of all models and the sources: for tests of them, which
# include "kernels/registry.hpp".
set(entente_PROGRAM_SOURCES ${CMAKE_CURRENT_LIST_DIR}/program)

function(entente_add_program name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "MODELS;SOURCES;LIBRARIES")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "entente_add_program: what is '${arg_UNPARSED_ARGUMENTS}'? (MODELS, SOURCES or LIBRARIES)")
  endif()
  set(entries "")
  set(listed ${entente_MODELS})
  foreach(model IN LISTS entente_MODELS arg_MODELS)
    string(APPEND entries "ENTENTE_MODEL(${model})\n")
  endforeach()
  foreach(model IN LISTS arg_MODELS)
    if(NOT model MATCHES "^[A-Za-z][A-Za-z0-9_]*$")
      message(FATAL_ERROR "entente_add_program: the model '${model}' is not a name (letters, digits and _)")
    elseif(model IN_LIST listed)
      message(FATAL_ERROR "entente_add_program: there is a model '${model}' already")
    endif()
    list(APPEND listed ${model})
  endforeach()
  set(generated ${CMAKE_CURRENT_BINARY_DIR}/${name}_models)
  file(CONFIGURE OUTPUT ${generated}/models.def CONTENT "${entries}")

  # An object library: it defines what the libraries lack, so it must come before them, whole.
  add_library(${name}_models OBJECT ${entente_PROGRAM_SOURCES}/registry.cpp ${arg_SOURCES})
  target_include_directories(${name}_models
    PUBLIC ${CMAKE_CURRENT_SOURCE_DIR} PRIVATE ${generated})
  target_link_libraries(${name}_models
    PUBLIC entente::kernels PRIVATE entente::kernel_options ${arg_LIBRARIES})
  # Without optimisation a kernel takes twenty times as long: not for want of a build type.
  target_compile_options(${name}_models PRIVATE $<$<CONFIG:>:-O3>)

  set(programs ${name})
  add_executable(${name} ${entente_PROGRAM_SOURCES}/main.cpp)
  if(TARGET MPI::MPI_CXX)
    list(APPEND programs ${name}-mpi)
    add_executable(${name}-mpi ${entente_PROGRAM_SOURCES}/main_mpi.cpp
      ${entente_PROGRAM_SOURCES}/mpi_ranks.cpp ${entente_PROGRAM_SOURCES}/mpi_counters.cpp)
    target_link_libraries(${name}-mpi PRIVATE fmt::fmt MPI::MPI_CXX)
  endif()
  foreach(program IN LISTS programs)
    target_sources(${program} PRIVATE ${entente_PROGRAM_SOURCES}/shipped_configs.cpp)
    target_compile_definitions(${program} PRIVATE ENTENTE_CONFIGS="${entente_CONFIGS}")
    target_link_libraries(${program} PRIVATE ${name}_models entente::command_line)
  endforeach()
endfunction()
