Attribute VB_Name = "XlTools"
Option Explicit
' The macros of the add-in. One callback serves every button: it hands the button's name and the
' version of this add-in to Python, which compares the versions and does the work.
' ASCII only. Captions live in ribbon.xml, sentences in messages.toml (built into XlToolsMessages).

Public Const ADDIN_VERSION As String = "@VERSION@"

' True once the resident Python did not start: not tried again until Excel is restarted.
Private serverRefused As Boolean

Public Sub OnRibbonAction(control As IRibbonControl)
    PressButton control.ID
End Sub

Public Sub PressButton(ByVal buttonId As String)
    If ActiveWorkbook Is Nothing Then
        Say MessageNoWorkbook
        Exit Sub
    End If
    RunPython "import xl_tools.excel.ribbon as r; r.press('" & buttonId & "', '" & ADDIN_VERSION & "')"
End Sub

' The first arguments of xlwings.utils.prepare_sys_path: nothing of the workbook, neither its folder nor its
' name, and no further folders. A seventh field, even an empty one, would put the current folder on sys.path.
Public Function NothingFromTheWorkbook() As String
    NothingFromTheWorkbook = "false;;;;;"
End Function

' Only a full path will do: a bare "python" would be looked up in the current folder first, and that
' is often the folder of the workbook opened last.
Public Function InterpreterIsUsable(ByVal interpreter As String) As Boolean
    #If Mac Then
        InterpreterIsUsable = (Left$(interpreter, 1) = "/")
    #Else
        If interpreter Like "[A-Za-z]:\*" Or Left$(interpreter, 2) = "\\" Then
            InterpreterIsUsable = FileExists(interpreter)
        End If
    #End If
    If Not InterpreterIsUsable Then Say MessageNoInterpreter
End Function

' The name goes to Python on a command line. xlwings splits --wb= at "="; a shell expands the others,
' even inside quotes: a mailed file's name must not become a command.
Public Function NameIsUsable(ByVal workbookName As String) As Boolean
    Dim bad As String, i As Long
    #If Mac Then
        bad = "=""$`\|"
    #Else
        bad = "=%"
    #End If
    NameIsUsable = True
    For i = 1 To Len(bad)
        If InStr(workbookName, Mid$(bad, i, 1)) > 0 Then NameIsUsable = False
    Next i
    If Not NameIsUsable Then Say MessageUnusableName
End Function

' Starts the resident Python where it is not running, and tells it which workbook is meant. The workbook
' goes over as an object, so that any name will do.
Public Function ServerIsReady() As Boolean
    If serverRefused Then Exit Function
    On Error GoTo Refused
    XLPy.SetAttr XLPy.Module("xlwings._xlwindows"), "BOOK_CALLER", ActiveWorkbook
    ServerIsReady = True
    Exit Function
Refused:
    serverRefused = True
    SayOnce "NO UDF SERVER SAID", MessageNoServer
End Function

' Runs the command in the resident Python; -1 where it failed, and then the user has been told.
Public Function RunInServer(ByVal pythonCommand As String) As Integer
    On Error GoTo Failed
    ' An expression goes over as a plain text, a variable would go as a reference to one.
    XLPy.Exec "" & pythonCommand
    Exit Function
Failed:
    RunInServer = -1
    ShowError "", Err.Description
End Function

' A word the shell takes as it stands.
Public Function ShellWord(ByVal word As String) As String
    ShellWord = "'" & Replace(word, "'", "'\''") & "'"
End Function

' Called by xlwings' text with the log of a failed run, or with a message. Never writes into a workbook,
' and never shows an empty box.
Public Sub ShowError(ByVal fileName As String, Optional ByVal message As String = "")
    If message = "" Then
        On Error Resume Next
        message = ReadFile(fileName)
        On Error GoTo 0
    End If
    If Trim$(Replace(Replace(message, vbCr, ""), vbLf, "")) = "" Then message = MessageNoReason
    Say MessageFailed & vbCrLf & vbCrLf & message
End Sub

Public Sub Say(ByVal message As String)
    #If Mac Then
        MsgBox message, vbExclamation, MessageTitle
    #Else
        ' MsgBox shows only characters of the system's code page; this box shows all.
        WScript.Popup message, 0, MessageTitle, vbExclamation
    #End If
End Sub

' Says `message` once for each version of the add-in, not once a day; the note is in the user's own configuration.
Private Sub SayOnce(ByVal key As String, ByVal message As String)
    If GetConfig(key, "") = ADDIN_VERSION Then Exit Sub
    Say message
    On Error Resume Next
    SaveConfigToFile GetConfigFilePath(), key, ADDIN_VERSION
End Sub

' The text whose UTF-16 units are given as four hexadecimal digits each.
Public Function TextOf(ByVal digits As String) As String
    Dim i As Long
    For i = 1 To Len(digits) Step 4
        TextOf = TextOf & ChrW(CLng("&H" & Mid$(digits, i, 4)))
    Next i
End Function
