# Makes setup.exe and the portable .zip on Windows, installs and tries them: build.ps1 [-Python python]
# The same build.spec, portable.py and fazhi.nsi as under Wine. README.md says what must be there first.
param([string]$Python = "python")
$ErrorActionPreference = "Stop"
$top = (Resolve-Path "$PSScriptRoot\..\..").Path
Set-Location $top
function Run($what, [string[]]$words) {
    & $what @words
    if ($LASTEXITCODE -ne 0) { throw "$what $words ended with $LASTEXITCODE" }
}
function Start-Program($what, [string[]]$words) { # a windowed program is waited for
    return (Start-Process -FilePath $what -ArgumentList $words -Wait -PassThru).ExitCode
}
function Test-Program($what, $report) { # the program tried on itself
    $code = Start-Program $what @("--self-test", "--report", "`"$report`"")
    if (Test-Path $report) { Get-Content -Encoding utf8 $report }
    if ($code -ne 0) { throw "The self-test of $what failed." }
}

$version = & $Python -c "from resources.version import VERSION; print(VERSION)"
if ($LASTEXITCODE -ne 0) { throw "$Python does not start; README.md says which Python is wanted." }
$changed = (Get-Item resources\version.py).LastWriteTimeUtc # where the tree came without its history
$env:SOURCE_DATE_EPOCH = [DateTimeOffset]::new($changed).ToUnixTimeSeconds()
if (Test-Path .git) { $env:SOURCE_DATE_EPOCH = & git log -1 "--format=%ct" }
$env:PYTHONHASHSEED = "0"
$env:PYTHONUTF8 = "1"
Run $Python @("-m", "venv", "--clear", "build\venv")
$venv = "$top\build\venv\Scripts\python.exe"
Run $venv @("-m", "pip", "install", "--quiet", "--require-hashes", "--only-binary", ":all:", "-r", "requirements\package.txt")
Run $venv @("-m", "PyInstaller", "--noconfirm", "--distpath", "build\dist", "--workpath", "build\work", "build.spec")
Run $venv @("packaging\notices.py", "build\dist\fazhi")
Run $venv @("packaging\icon.py", "resources\icons\fazhi.svg", "build\fazhi.ico")

New-Item -ItemType Directory -Force dist | Out-Null
$size = [int]((Get-ChildItem -Recurse -File build\dist\fazhi | Measure-Object Length -Sum).Sum / 1024)
$setup = "$top\dist\fazhi-$version-setup.exe"
$archive = "$top\dist\fazhi-$version-windows-x86_64.zip"
Run "${env:ProgramFiles(x86)}\NSIS\makensis.exe" @("/V2", "/INPUTCHARSET", "UTF8", "/DWINDOWS_NSIS", "/DVERSION=$version",
    "/DSOURCE=$top\build\dist\fazhi", "/DICON=$top\build\fazhi.ico", "/DSIZE=$size", "/DOUTPUT=$setup", "packaging\windows\fazhi.nsi")
Run $venv @("packaging\portable.py", "build\dist\fazhi", "packaging\windows\先看我.txt", $archive)
Copy-Item build\dist\fazhi\sbom.cdx.json "dist\fazhi-$version-windows.cdx.json"
if ((Get-Item $setup).Length -gt 24 * 1000 * 1000) { throw "$setup is larger than 24 MB." }

# Tried as users will: installed silently, self-test, upgraded over itself, removed; the data stay.
$installed = "$env:LOCALAPPDATA\Programs\fazhi"
$key = "HKCU:\Software\Microsoft\Windows\CurrentVersion\Uninstall\fazhi"
if (Test-Path $key) { throw "Please uninstall the program first (its data stay): the trial would take its place." }
if ((Start-Program $setup @("/S")) -ne 0) { throw "The silent installation failed." }
Test-Program "$installed\fazhi.exe" "$top\dist\self-test-windows-installed.txt"
Set-Content -Encoding utf8 build\figures.csv "code,words`nlitigation_cases_count,1500余"
$data = "$top\build\data.sqlite"
Remove-Item "$data*" -ErrorAction Ignore
$year = @("--database", $data, "--unit", "某某市自然资源和规划局", "--year", "2024")
Run "$installed\fazhi-cli.exe" (@("fill") + $year + @("build\figures.csv"))
$before = (Get-FileHash $data).Hash
if ((Start-Program $setup @("/S")) -ne 0) { throw "The upgrade in place failed." }
Run "$installed\fazhi-cli.exe" (@("show") + $year)
$open = Start-Process "$installed\fazhi.exe" -ArgumentList @("--database", "`"$top\build\open.sqlite`"") -PassThru
if ((Start-Program $setup @("/S")) -ne 5) { throw "A running program was not left alone." }
Stop-Process -Id $open.Id -Force
$open.WaitForExit()
Set-ItemProperty $key DisplayVersion 99.0.0
if ((Start-Program $setup @("/S")) -ne 4) { throw "An older version was not refused." }
Start-Program "$installed\uninstall.exe" @("/S") | Out-Null
for ($i = 0; $i -lt 20 -and (Test-Path $installed); $i++) { Start-Sleep 1 } # it works on as a copy of itself
if (Test-Path $installed) { throw "The uninstaller left something in $installed." }
if ($before -ne (Get-FileHash $data).Hash) { throw "The data were changed." }
Remove-Item -Recurse -Force build\portable -ErrorAction Ignore
Expand-Archive $archive build\portable
Test-Program "build\portable\fazhi-$version-windows-x86_64\fazhi.exe" "$top\dist\self-test-windows-portable.txt"

Get-ChildItem dist -Filter "fazhi*" | Get-FileHash | ForEach-Object { "$($_.Hash.ToLower())  $(Split-Path -Leaf $_.Path)" } |
    Set-Content -Encoding ascii dist\SHA256SUMS
Get-ChildItem dist
