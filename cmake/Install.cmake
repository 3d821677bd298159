# The component "daemon": the program, what it starts and what it may be given to read. It finds its parts from where it
# lies itself (daemon/cli/program_places.hpp), so the prefix may be moved. The component "sdk" is in
# plugin_api/cmake/InstallSdk.cmake.
#
#     cmake --install build/release --component daemon --prefix /usr
include(GNUInstallDirs)
# Not LIBDIR: these are parts of one program, found beside it under lib/ on every system.
set(private_folder lib/lifecycled)

install(TARGETS lifecycled RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT daemon)
install(TARGETS lifecycled-plugin-host RUNTIME DESTINATION ${private_folder} COMPONENT daemon)
install(TARGETS email file sms webhook webpush whatsapp LIBRARY DESTINATION ${private_folder}/plugins COMPONENT daemon)

set(share_folder ${CMAKE_INSTALL_DATADIR}/lifecycled)
install(DIRECTORY schemas DESTINATION ${share_folder} COMPONENT daemon FILES_MATCHING PATTERN *.json PATTERN migrations EXCLUDE)
install(DIRECTORY config DESTINATION ${share_folder} COMPONENT daemon)
install(FILES LICENSE README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT daemon)
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT daemon)
if(TARGET lifecycled-plugin-check)
  install(TARGETS lifecycled-plugin-check RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT sdk)
endif()
