using System.Text.RegularExpressions;
using MlOps.Codegen.Cli.Tests.Running;

namespace MlOps.Codegen.Cli.Tests.Examples;

/// <summary>Runs the commands of the pipelines' pages as their readers would.</summary>
public sealed partial class PipelineExampleTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("churn", "scores.csv", 20)]
    [InlineData("equipment", "actions.csv", 6)]
    [InlineData("scorecard", "decisions.csv", 20)]
    [InlineData("insurance", "premiums.csv", 20)]
    public void The_commands_of_the_page_do_what_it_says(string example, string scores, int rows)
    {
        string page = File.ReadAllText(Repository.Path($"examples/{example}/README.md"));
        string[] commands = [.. CommandLines().Matches(page).Select(match => match.Groups[1].Value)];
        Assert.InRange(commands.Length, 4, 10);
        foreach (string file in Directory.GetFiles(Repository.Path($"examples/{example}")))
        {
            File.Copy(file, folder[Path.GetFileName(file)]);
        }

        // The reader stands in the example's folder; a test must not move the whole process there.
        Directory.CreateDirectory(folder["out"]);
        foreach (string command in commands)
        {
            Mlops.Run([.. command.Split(' ').Select(word => InFolder().Replace(word, match => match.Groups[1].Value + folder[match.Groups[2].Value]))]).Exits(ExitCodes.Done);
        }

        string[] lines = File.ReadAllLines(folder[$"out/{scores}"]);
        Assert.Equal(rows + 1, lines.Length);
        if (example == "equipment")
        {
            string[][] cells = [.. lines.Select(line => line.Split(','))];
            int action = Array.IndexOf(cells[0], "action"), reason = Array.IndexOf(cells[0], "reason_1");
            Assert.Equal(("stop", "D1", "idle"), (cells[2][action], cells[2][reason], cells[6][action]));
        }
    }

    [GeneratedRegex("^mlops (.+)$", RegexOptions.Multiline)]
    private static partial Regex CommandLines();

    [GeneratedRegex("^([a-z]+=|)((?:out/)?[a-z]+(?:\\.(?:csv|pipeline))|out/[a-z]+)$")]
    private static partial Regex InFolder();
}
