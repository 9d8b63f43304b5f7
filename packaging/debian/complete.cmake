# Called by cpack when the components lie in their folders, before it makes packages of them.
set(folder ${CMAKE_CURRENT_LIST_DIR})
foreach(component IN LISTS CPACK_COMPONENTS_ALL)
  string(TOUPPER ${component} upper)
  set(package ${CPACK_DEBIAN_${upper}_PACKAGE_NAME})
  set(tree ${CPACK_TEMPORARY_DIRECTORY}/${component}/usr)
  set(doc ${tree}/share/doc/${package})
  file(MAKE_DIRECTORY ${doc})
  configure_file(${folder}/copyright ${doc}/copyright COPYONLY)
  set(PACKAGE ${package})
  configure_file(${folder}/changelog.in ${doc}/changelog.Debian @ONLY)
  file(REMOVE ${doc}/LICENSE)  # the system has it
  file(GLOB pages ${tree}/share/man/man1/*.1)
  file(CHMOD ${doc}/copyright ${doc}/changelog.Debian
    PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
  execute_process(COMMAND gzip -9n -- ${doc}/changelog.Debian ${pages} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
