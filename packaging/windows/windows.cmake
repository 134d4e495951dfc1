# The NSIS installer (programs and libraries in one folder, a start menu entry) and the same as a ZIP archive, for those who may
# not install anything: unpack it anywhere.
# The libraries come from `cmake --install`: Qt's by its own deployment, the rest by what the programs load.

set(CPACK_GENERATOR NSIS ZIP)
set(CPACK_PACKAGE_FILE_NAME "ganoscope-${PROJECT_VERSION}-windows-x86_64")
set(CPACK_PACKAGE_INSTALL_DIRECTORY Ganoscope)
set(CPACK_PACKAGE_EXECUTABLES ganoscope Ganoscope)
set(CPACK_NSIS_DISPLAY_NAME Ganoscope)
set(CPACK_NSIS_MUI_ICON ${CMAKE_CURRENT_LIST_DIR}/ganoscope.ico)
set(CPACK_NSIS_INSTALLED_ICON_NAME ganoscope.exe)
set(CPACK_NSIS_ENABLE_UNINSTALL_BEFORE_INSTALL ON)
set(CPACK_NSIS_EXECUTABLES_DIRECTORY .)

# LibTorch's own libraries: parts of it are loaded by name, so all of them.
if(TORCH_INSTALL_PREFIX)
    install(DIRECTORY ${TORCH_INSTALL_PREFIX}/lib/ DESTINATION . FILES_MATCHING PATTERN "*.dll")
endif()
# What the programs load besides: the image libraries, found beside those that were linked.
install(CODE "
    file(GET_RUNTIME_DEPENDENCIES
        EXECUTABLES \"$<TARGET_FILE:ganoscope-cli>\"
        RESOLVED_DEPENDENCIES_VAR found UNRESOLVED_DEPENDENCIES_VAR missing
        DIRECTORIES \"$<TARGET_FILE_DIR:ganoscope-cli>\" \"${TORCH_INSTALL_PREFIX}/lib\" \"$ENV{GANOSCOPE_VCPKG}/bin\"
        PRE_EXCLUDE_REGEXES \"api-ms-\" \"ext-ms-\" POST_EXCLUDE_REGEXES \"[Ss]ystem32\")
    file(INSTALL \${found} DESTINATION \"\${CMAKE_INSTALL_PREFIX}\")
    if(missing)
        message(WARNING \"Not found: \${missing}\")
    endif()")
# GANOSCOPE_VCPKG is the folder of the image libraries that vcpkg made; it keeps their licences as well.
install(CODE "
    file(GLOB licences \"$ENV{GANOSCOPE_VCPKG}/share/*/copyright\")
    foreach(licence IN LISTS licences)
        get_filename_component(folder \"\${licence}\" DIRECTORY)
        get_filename_component(name \"\${folder}\" NAME)
        file(INSTALL \"\${licence}\" DESTINATION \"\${CMAKE_INSTALL_PREFIX}/licences\" RENAME \"\${name}.txt\")
    endforeach()")
# Qt: windeployqt copies its libraries and plugins beside the program.
if(TARGET ganoscope)
    get_target_property(gano_qmake Qt6::qmake IMPORTED_LOCATION)
    get_filename_component(gano_qt_bin ${gano_qmake} DIRECTORY)
    install(CODE "
        execute_process(COMMAND \"${gano_qt_bin}/windeployqt.exe\" --release --no-translations --no-opengl-sw
            \"\${CMAKE_INSTALL_PREFIX}/ganoscope.exe\" COMMAND_ERROR_IS_FATAL ANY)")
endif()
set(CMAKE_INSTALL_SYSTEM_RUNTIME_DESTINATION .)
include(InstallRequiredSystemLibraries)
