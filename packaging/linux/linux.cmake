# Desktop entry, icon, file types, manual pages, and the Debian package.

set(gano_doc ${CMAKE_INSTALL_DATADIR}/doc/ganoscope)
set(gano_linux ${CMAKE_CURRENT_LIST_DIR})

configure_file(${gano_linux}/ganoscope.metainfo.xml.in ${CMAKE_BINARY_DIR}/org.ganoscope.Ganoscope.metainfo.xml @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/org.ganoscope.Ganoscope.metainfo.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo)
install(FILES ${gano_linux}/ganoscope.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
install(FILES ${gano_linux}/ganoscope-mime.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/mime/packages RENAME ganoscope.xml)
install(FILES ${PROJECT_SOURCE_DIR}/resources/icons/ganoscope.svg DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps)
install(FILES ${gano_linux}/copyright DESTINATION ${gano_doc})

# What is compiled into the programs has its licence beside them; the bundle adds those of the libraries.
foreach(package nlohmann-json3-dev libcli11-dev libfmt-dev libstb-dev)
    if(EXISTS /usr/share/doc/${package}/copyright)
        install(FILES /usr/share/doc/${package}/copyright DESTINATION ${gano_share}/licences RENAME ${package}.txt)
    endif()
endforeach()

# Debian wants its own form of the change log, in lines of 80 letters, and everything of this kind compressed without a time stamp.
file(STRINGS ${PROJECT_SOURCE_DIR}/CHANGELOG.md gano_lines)
set(gano_entries "")
set(gano_versions 0)
foreach(line IN LISTS gano_lines)
    if(line MATCHES "^## ")
        math(EXPR gano_versions "${gano_versions} + 1")
    elseif(gano_versions EQUAL 1 AND line)
        string(APPEND gano_entries "${line}\n")
    endif()
endforeach()
file(WRITE ${CMAKE_BINARY_DIR}/doc/entries "${gano_entries}")
execute_process(COMMAND fold -s -w 74 ${CMAKE_BINARY_DIR}/doc/entries COMMAND sed -e "s/^\\* /  * /" -e "t end" -e "s/^ */    /" -e ":end" -e "s/ *$//" OUTPUT_VARIABLE gano_entries)
# "2026-11-26" as "Thu, 26 Nov 2026 12:00:00 +0000".
execute_process(COMMAND date -u -R -d "${GANOSCOPE_DATE} 12:00" OUTPUT_VARIABLE gano_debian_date OUTPUT_STRIP_TRAILING_WHITESPACE)
file(WRITE ${CMAKE_BINARY_DIR}/doc/changelog.Debian
    "ganoscope (${PROJECT_VERSION}-1) bookworm; urgency=medium\n\n${gano_entries}\n -- ${CPACK_PACKAGE_CONTACT}  ${gano_debian_date}\n")
configure_file(${PROJECT_SOURCE_DIR}/CHANGELOG.md ${CMAKE_BINARY_DIR}/doc/changelog COPYONLY)
configure_file(${gano_linux}/ganoscope.1 ${CMAKE_BINARY_DIR}/doc/ganoscope.1 COPYONLY)
configure_file(${gano_linux}/ganoscope-cli.1 ${CMAKE_BINARY_DIR}/doc/ganoscope-cli.1 COPYONLY)
foreach(document changelog changelog.Debian ganoscope.1 ganoscope-cli.1)
    execute_process(COMMAND gzip -9 -n -c ${CMAKE_BINARY_DIR}/doc/${document} OUTPUT_FILE ${CMAKE_BINARY_DIR}/doc/${document}.gz)
endforeach()
install(FILES ${CMAKE_BINARY_DIR}/doc/changelog.gz ${CMAKE_BINARY_DIR}/doc/changelog.Debian.gz DESTINATION ${gano_doc})
install(FILES ${CMAKE_BINARY_DIR}/doc/ganoscope.1.gz ${CMAKE_BINARY_DIR}/doc/ganoscope-cli.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# What no library dependency says: the fast BLAS (any other one is a fallback of Debian's), and the picture format of the icons.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libopenblas0-pthread | libopenblas0, libqt6svg6")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "qt6-wayland, fonts-dejavu-core")
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
