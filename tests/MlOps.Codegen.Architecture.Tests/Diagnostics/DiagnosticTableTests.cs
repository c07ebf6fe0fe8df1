using System.Globalization;
using System.Text.RegularExpressions;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Architecture.Tests.Diagnostics;

public partial class DiagnosticTableTests
{
    private const string Folder = "compiler/MlOps.Codegen.Abstractions/Diagnostics";

    public static TheoryData<string> Ids => [.. DiagnosticDescriptors.All.Select(descriptor => descriptor.Id).Distinct()];

    /// <summary>The files that declare descriptors: all parts but the one that holds the table itself.</summary>
    public static TheoryData<string> Parts =>
        [.. Repository.Files(Folder, ".cs").Where(file => Path.GetFileName(file).StartsWith("DiagnosticDescriptors.", StringComparison.Ordinal) && !file.EndsWith("/DiagnosticDescriptors.cs", StringComparison.Ordinal))];

    [Fact]
    public void Ids_are_unique() =>
        Assert.Empty(DiagnosticDescriptors.All.CountBy(descriptor => descriptor.Id).Where(count => count.Value > 1).Select(count => count.Key));

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_part_keeps_to_the_thousand_it_announces(string part)
    {
        string source = Repository.Read(part);
        Match thousand = Thousand().Match(source);
        Assert.True(thousand.Success, $"{part} must say <content>Nxxx: ...</content>.");

        foreach (string id in IdLiteral().Matches(source).Select(match => match.Groups[1].Value))
        {
            Assert.Matches(@"^MLC\d{4}$", id);
            Assert.True(id[3] == thousand.Groups[1].Value[0], $"{id} does not belong in {part}.");
        }
    }

    [Fact]
    public void Every_id_in_the_source_is_in_the_table()
    {
        string[] written =
        [
            .. Repository.Files(Folder, ".cs").SelectMany(file => IdLiteral().Matches(Repository.Read(file))).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal),
        ];

        Assert.Equal(written, DiagnosticDescriptors.All.Select(descriptor => descriptor.Id));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_descriptor_is_well_formed(string id)
    {
        DiagnosticDescriptor descriptor = DiagnosticDescriptors.All.First(candidate => candidate.Id == id);

        Assert.Matches(@"^MLC[1-5]\d{3}$", id);
        Assert.Matches(@"^[A-Z].*[^.\s]$", descriptor.Title);
        Assert.False(string.IsNullOrWhiteSpace(descriptor.MessageFormat));
        Assert.False(string.IsNullOrWhiteSpace(descriptor.Help));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_holes_of_a_message_are_consecutive(string id)
    {
        string format = DiagnosticDescriptors.All.First(candidate => candidate.Id == id).MessageFormat;
        int[] holes =
        [
            .. Hole().Matches(format.Replace("{{", "", StringComparison.Ordinal).Replace("}}", "", StringComparison.Ordinal))
                .Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))
                .Distinct()
                .Order(),
        ];

        Assert.Equal(Enumerable.Range(0, holes.Length), holes);

        // Throws on braces that are no holes.
        _ = string.Format(CultureInfo.InvariantCulture, format, [.. holes.Select(hole => (object)hole)]);
    }

    [GeneratedRegex(@"<content>(\d)xxx: ")]
    private static partial Regex Thousand();

    [GeneratedRegex("\"(MLC[^\"]*)\"")]
    private static partial Regex IdLiteral();

    [GeneratedRegex(@"\{(\d+)")]
    private static partial Regex Hole();
}
