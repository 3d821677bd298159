# The component "sdk": what a plugin author needs, and nothing of the daemon. It is headers, CMake and pkg-config files, so
# it may be moved as a whole after it was installed.
#
#     cmake --install build --component sdk --prefix /usr/local
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/lifecycled_plugin)
install(DIRECTORY include/lifecycled DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT sdk)

set_target_properties(lifecycled_plugin_api PROPERTIES EXPORT_NAME plugin_api)
install(TARGETS lifecycled_plugin_api EXPORT lifecycled_plugin COMPONENT sdk)
install(EXPORT lifecycled_plugin NAMESPACE lifecycled:: FILE lifecycled_pluginTargets.cmake
        DESTINATION ${package_folder} COMPONENT sdk)

# Major 0 promises nothing: only the same minor version is the same package. Headers know no word size, hence
# ARCH_INDEPENDENT.
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/lifecycled_pluginConfigVersion.cmake
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
configure_package_config_file(cmake/lifecycled_pluginConfig.cmake.in
  ${CMAKE_CURRENT_BINARY_DIR}/lifecycled_pluginConfig.cmake INSTALL_DESTINATION ${package_folder}
  NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO)
install(FILES
  ${CMAKE_CURRENT_BINARY_DIR}/lifecycled_pluginConfig.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/lifecycled_pluginConfigVersion.cmake
  cmake/LifecycledPlugin.cmake cmake/plugin.version
  DESTINATION ${package_folder} COMPONENT sdk)

# Paths of the .pc file are relative to where it lies, so that a moved prefix and a DESTDIR both work.
file(RELATIVE_PATH up_from_pkgconfig /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
string(REGEX REPLACE "/$" "" up_from_pkgconfig "${up_from_pkgconfig}")
configure_file(cmake/lifecycled-plugin.pc.in ${CMAKE_CURRENT_BINARY_DIR}/lifecycled-plugin.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/lifecycled-plugin.pc
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT sdk)

install(DIRECTORY template/ DESTINATION ${CMAKE_INSTALL_DATADIR}/lifecycled/plugin_template COMPONENT sdk)
install(DIRECTORY examples DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT sdk)
install(FILES README.md DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME plugin_api.md COMPONENT sdk)
