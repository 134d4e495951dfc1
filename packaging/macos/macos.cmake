# The disk image: Ganoscope.app with everything inside, to be dragged into the applications folder.
# Signed with the identity of CODESIGN_IDENTITY (environment), or for this computer only ("-") where there is none.

set(CPACK_GENERATOR DragNDrop)
set(CPACK_PACKAGE_FILE_NAME "ganoscope-${PROJECT_VERSION}-macos-arm64")
set(CPACK_DMG_VOLUME_NAME "Ganoscope ${PROJECT_VERSION}")

install(FILES ${CMAKE_CURRENT_LIST_DIR}/ganoscope.icns DESTINATION ${gano_app}/Contents/Resources)
install(PROGRAMS $<TARGET_FILE:ganoscope-cli> DESTINATION ${gano_app}/Contents/MacOS)
if(TARGET ganoscope-file-check)
    install(PROGRAMS $<TARGET_FILE:ganoscope-file-check> DESTINATION ${gano_app}/Contents/MacOS)
endif()
# macdeployqt copies Qt and every other library that the programs load, and turns their paths to it.
get_target_property(gano_qmake Qt6::qmake IMPORTED_LOCATION)
get_filename_component(gano_qt_bin ${gano_qmake} DIRECTORY)
install(CODE "
    set(app \"\${CMAKE_INSTALL_PREFIX}/${gano_app}\")
    set(programs -executable=\${app}/Contents/MacOS/ganoscope-cli)
    if(EXISTS \"\${app}/Contents/MacOS/ganoscope-file-check\")
        list(APPEND programs -executable=\${app}/Contents/MacOS/ganoscope-file-check)
    endif()
    execute_process(COMMAND \"${gano_qt_bin}/macdeployqt\" \"\${app}\" \${programs} -libpath=${TORCH_INSTALL_PREFIX}/lib COMMAND_ERROR_IS_FATAL ANY)
    set(identity \"\$ENV{CODESIGN_IDENTITY}\")
    set(options --options runtime --timestamp)
    if(NOT identity)
        set(identity -)
        set(options)
    endif()
    execute_process(COMMAND codesign --force --deep \${options} --sign \"\${identity}\" \"\${app}\" COMMAND_ERROR_IS_FATAL ANY)")
