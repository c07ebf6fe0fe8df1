namespace MlOps.Codegen.Deployment.Databases;

/// <summary>Scripts as parts of a larger transaction.</summary>
internal static class ScriptText
{
    private static readonly string[] Begins = ["BEGIN;", "BEGIN TRANSACTION;", "BEGIN IMMEDIATE;"];

    /// <summary>A script without the lines that begin and end its own transaction: the first of the ones, and the last of the other.</summary>
    /// <param name="script">A generated script; its transaction, if it has one, stands at the beginning of lines and ends the script.</param>
    public static string WithoutTransaction(string script)
    {
        string[] lines = script.Split('\n');
        int begin = Array.FindIndex(lines, line => Begins.Contains(line.TrimEnd('\r')));
        int end = Array.FindLastIndex(lines, line => line.TrimEnd('\r') == "COMMIT;");
        return begin < 0 || end < begin ? script : string.Join('\n', lines.Where((_, i) => i != begin && i != end));
    }
}
