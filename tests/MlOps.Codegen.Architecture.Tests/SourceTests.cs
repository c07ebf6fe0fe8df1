using System.Text.RegularExpressions;

namespace MlOps.Codegen.Architecture.Tests;

public partial class SourceTests
{
    [Fact]
    public void No_source_file_is_too_long_to_read()
    {
        const int Most = 600;
        string[] tooLong =
        [
            .. Repository.Files("", ".cs")
                .Select(file => (File: file, Lines: File.ReadLines(Path.Combine(Repository.Root, file)).Count()))
                .Where(file => file.Lines > Most)
                .Select(file => $"{file.File} ({file.Lines} lines)"),
        ];

        Assert.True(tooLong.Length == 0, $"Split what is longer than {Most} lines: {string.Join(", ", tooLong)}.");
    }

    [Fact]
    public void Product_code_leaves_nothing_for_later()
    {
        string[] unfinished =
        [
            .. Repository.ProductFolders
                .SelectMany(folder => Repository.Files(folder, ".cs"))
                .SelectMany(file => File.ReadLines(Path.Combine(Repository.Root, file))
                    .Select((line, index) => (Place: $"{file}:{index + 1}", Line: line)))
                .Where(line => Unfinished().IsMatch(line.Line))
                .Select(line => $"{line.Place}: {line.Line.Trim()}"),
        ];

        Assert.True(unfinished.Length == 0, string.Join('\n', unfinished));
    }

    [GeneratedRegex(@"\b(NotImplementedException|TODO|FIXME)\b")]
    private static partial Regex Unfinished();
}
