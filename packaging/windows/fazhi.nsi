; The installer: for the user who runs it, without administrator rights, in Chinese.
; makensis -INPUTCHARSET UTF8 -DVERSION=… -DSOURCE=frozen folder -DICON=….ico -DSIZE=KiB -DOUTPUT=….exe fazhi.nsi
; /S installs or uninstalls without a window, /D=FOLDER (last) chooses the folder.
Unicode true
!ifndef WINDOWS_NSIS
Target amd64-unicode ; Debian has it; on Windows the usual 32-bit installer is made
!endif
SetCompressor /SOLID lzma
SetCompressorDictSize 64
SetDateSave off ; the same files give the same installer
ManifestDPIAware true
RequestExecutionLevel user
!include MUI2.nsh
!include x64.nsh
!include WordFunc.nsh
!insertmacro VersionCompare

!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\fazhi"
Name "法治填报 ${VERSION}"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\fazhi"
InstallDirRegKey HKCU "${KEY}" "InstallLocation"
BrandingText "法治填报 ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=2052 "ProductName" "法治填报"
VIAddVersionKey /LANG=2052 "FileDescription" "法治填报安装程序"
VIAddVersionKey /LANG=2052 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "LegalCopyright" "Apache License 2.0"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\fazhi.exe"
!define MUI_FINISHPAGE_RUN_TEXT "打开法治填报"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"

Var Installed

Function .onInit
    ${IfNot} ${RunningX64}
        MessageBox MB_OK|MB_ICONSTOP "法治填报需要 64 位的 Windows 10 或 11，没有安装。" /SD IDOK
        SetErrorLevel 3
        Quit
    ${EndIf}
    ReadRegStr $Installed HKCU "${KEY}" "DisplayVersion"
    ${If} $Installed != ""
        ${VersionCompare} "$Installed" "${VERSION}" $0
        ${If} $0 == 1
            MessageBox MB_OK|MB_ICONSTOP "已安装的法治填报 $Installed 比 ${VERSION} 新，没有改动。$\r$\n新版本写过的数据，旧版本打不开；确需换回的，请先卸载（数据保留）再安装。" /SD IDOK
            SetErrorLevel 4
            Quit
        ${EndIf}
    ${EndIf}
FunctionEnd

; A running program keeps its files: nothing is half replaced.
!macro REFUSE_WHILE_RUNNING
    !insertmacro REFUSE_WHILE "fazhi.exe"
    !insertmacro REFUSE_WHILE "fazhi-cli.exe"
!macroend
!macro REFUSE_WHILE PROGRAM
    ClearErrors
    ${If} ${FileExists} "$INSTDIR\${PROGRAM}"
        FileOpen $0 "$INSTDIR\${PROGRAM}" a
        ${If} ${Errors}
            MessageBox MB_OK|MB_ICONSTOP "法治填报正在运行，没有改动。请先退出程序，再试一次。" /SD IDOK
            SetErrorLevel 5
            Quit
        ${EndIf}
        FileClose $0
    ${EndIf}
!macroend

Section
    !insertmacro REFUSE_WHILE_RUNNING
    RMDir /r "$INSTDIR\_internal"
    RMDir /r "$INSTDIR\licenses"
    SetOutPath "$INSTDIR"
    File /r "${SOURCE}\*" ; a slash would be part of the pattern on Windows
    WriteUninstaller "$INSTDIR\uninstall.exe"
    CreateDirectory "$SMPROGRAMS\法治填报"
    CreateShortcut "$SMPROGRAMS\法治填报\法治填报.lnk" "$INSTDIR\fazhi.exe"
    CreateShortcut "$SMPROGRAMS\法治填报\卸载法治填报.lnk" "$INSTDIR\uninstall.exe"
    CreateShortcut "$DESKTOP\法治填报.lnk" "$INSTDIR\fazhi.exe"
    WriteRegStr HKCU "${KEY}" "DisplayName" "法治填报"
    WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
    WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\fazhi.exe"
    WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
    WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
    WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
    WriteRegDWORD HKCU "${KEY}" "EstimatedSize" ${SIZE}
    WriteRegDWORD HKCU "${KEY}" "NoModify" 1
    WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
SectionEnd

; Only what the installer brought goes. Data lie in AppData\Roaming\fazhi, or where the user put them.
Section un.install
    !insertmacro REFUSE_WHILE_RUNNING
    RMDir /r "$INSTDIR\_internal"
    RMDir /r "$INSTDIR\licenses"
    Delete "$INSTDIR\fazhi.exe"
    Delete "$INSTDIR\fazhi-cli.exe"
    Delete "$INSTDIR\sbom.cdx.json"
    Delete "$INSTDIR\uninstall.exe"
    RMDir "$INSTDIR"
    RMDir /r "$SMPROGRAMS\法治填报"
    Delete "$DESKTOP\法治填报.lnk"
    DeleteRegKey HKCU "${KEY}"
SectionEnd
