# Makes setup.exe and the portable .zip on Windows, installs and tries them: build.ps1 [-Python python]
# The same build.spec and fazhi.nsi as under Wine. README.md says what must be there first.
param([string]$Python = "python")
$ErrorActionPreference = "Stop"
$top = (Resolve-Path "$PSScriptRoot/../..").Path
Set-Location $top
function Run($what, [string[]]$words) {
    & $what @words
    if ($LASTEXITCODE -ne 0) { throw "$what $words ended with $LASTEXITCODE" }
}
function Start-Program($what, [string[]]$words) { # a windowed program is waited for
    return (Start-Process -FilePath $what -ArgumentList $words -Wait -PassThru).ExitCode
}

$version = & $Python -c "from resources.version import VERSION; print(VERSION)"
$env:SOURCE_DATE_EPOCH = git log -1 --format=%ct
$env:PYTHONHASHSEED = "0"
$env:PYTHONUTF8 = "1"
Run $Python @("-m", "venv", "--clear", "build/venv")
$python = "$top/build/venv/Scripts/python.exe"
Run $python @("-m", "pip", "install", "--quiet", "--require-hashes", "--only-binary", ":all:", "-r", "requirements/package.txt")
Run $python @("-m", "PyInstaller", "--noconfirm", "--distpath", "build/dist", "--workpath", "build/work", "build.spec")
Run $python @("packaging/notices.py", "build/dist/fazhi")
Run $python @("packaging/icon.py", "resources/icons/fazhi.svg", "build/fazhi.ico")

New-Item -ItemType Directory -Force dist | Out-Null
$size = [int]((Get-ChildItem -Recurse -File build/dist/fazhi | Measure-Object Length -Sum).Sum / 1KB)
$makensis = "${env:ProgramFiles(x86)}\NSIS\makensis.exe"
Run $makensis @("/INPUTCHARSET", "UTF8", "/DWINDOWS_NSIS", "/DVERSION=$version", "/DSOURCE=$top\build\dist\fazhi",
    "/DICON=$top\build\fazhi.ico", "/DSIZE=$size", "/DOUTPUT=$top\dist\fazhi-$version-setup.exe", "packaging\windows\fazhi.nsi")
$name = "fazhi-$version-windows-x86_64"
Remove-Item -Recurse -Force "build/$name" -ErrorAction Ignore
Copy-Item -Recurse build/dist/fazhi "build/$name"
Copy-Item "packaging/windows/先看我.txt" "build/$name"
Compress-Archive -Force -Path "build/$name" -DestinationPath "dist/$name.zip"

# Tried as users will: installed silently, self-test, upgraded over itself, removed; the data stay.
$setup = "$top\dist\fazhi-$version-setup.exe"
$installed = "$env:LOCALAPPDATA\Programs\fazhi"
if ((Start-Program $setup @("/S")) -ne 0) { throw "The silent installation failed." }
$report = "$top\dist\self-test-windows.txt"
if ((Start-Program "$installed\fazhi.exe" @("--self-test", "--report", "`"$report`"")) -ne 0) {
    Get-Content -Encoding utf8 $report
    throw "The self-test failed."
}
Get-Content -Encoding utf8 $report
Set-Content -Encoding utf8 build/figures.csv "code,words`nlitigation_cases_count,37"
$data = "$top\build\data.sqlite"
Remove-Item $data -ErrorAction Ignore
Run "$installed\fazhi-cli.exe" @("fill", "--database", $data, "--unit", "某某市自然资源和规划局", "--year", "2024", "build/figures.csv")
$before = (Get-FileHash $data).Hash
if ((Start-Program $setup @("/S")) -ne 0) { throw "The upgrade in place failed." }
$key = "HKCU:\Software\Microsoft\Windows\CurrentVersion\Uninstall\fazhi"
Set-ItemProperty $key DisplayVersion 99.0.0
if ((Start-Program $setup @("/S")) -ne 4) { throw "An older version was not refused." }
Start-Program "$installed\uninstall.exe" @("/S") | Out-Null
for ($i = 0; $i -lt 20 -and (Test-Path $installed); $i++) { Start-Sleep 1 }
if (Test-Path $installed) { throw "The uninstaller left something in $installed." }
if ($before -ne (Get-FileHash $data).Hash) { throw "The data were changed." }
Get-ChildItem dist -Filter "fazhi*" | Get-FileHash | ForEach-Object { "$($_.Hash.ToLower())  $(Split-Path -Leaf $_.Path)" } |
    Set-Content -Encoding ascii dist/SHA256SUMS
Get-ChildItem dist
