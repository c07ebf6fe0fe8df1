using System.Collections.Immutable;
using System.Text;
using MlOps.Codegen.Registry;
using MlOps.Codegen.Registry.Queries;
using MlOps.Codegen.Registry.Versions;

namespace MlOps.Codegen.Cli.Registry;

/// <summary>What differs between two versions.</summary>
/// <param name="From">One version.</param>
/// <param name="To">The other.</param>
/// <param name="Parts">What differs, part by part; empty where nothing does.</param>
internal sealed record VersionDifference(string From, string To, ImmutableArray<DifferingPart> Parts)
{
    private const int MostLines = 200;

    // Beyond this many lines a table of all pairs would cost more than it tells.
    private const int LongestAligned = 4000;

    /// <summary>Compares two versions by all that the registry keeps of them.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="from">One version.</param>
    /// <param name="to">The other.</param>
    public static VersionDifference Of(ModelRegistry registry, VersionReference from, VersionReference to)
    {
        VersionDetails a = registry.Show(from);
        VersionDetails b = registry.Show(to);
        var parts = ImmutableArray.CreateBuilder<DifferingPart>();

        void Compare(string name, IEnumerable<string> left, IEnumerable<string> right)
        {
            ImmutableArray<string> changes = Changes([.. left], [.. right]);
            if (!changes.IsEmpty)
            {
                parts.Add(new DifferingPart(name, changes));
            }
        }

        Compare("inputs", a.Inputs.Select(column => $"{column.Name}: {column.Type}"), b.Inputs.Select(column => $"{column.Name}: {column.Type}"));
        Compare("outputs", a.Outputs.Select(column => $"{column.Name}: {column.Type}"), b.Outputs.Select(column => $"{column.Name}: {column.Type}"));
        Compare("options", a.Options.Select(option => $"{option.Target}: {option.Name}={option.Value}"), b.Options.Select(option => $"{option.Target}: {option.Name}={option.Value}"));
        Compare("data", a.Datasets.Select(Text), b.Datasets.Select(Text));
        Compare("needs", a.DependsOn.Select(each => each.ToString()), b.DependsOn.Select(each => each.ToString()));
        Compare("metrics", a.Metrics.Select(Text), b.Metrics.Select(Text));
        Compare("generator", [$"{a.Generator.Name} {a.Generator.Version}"], [$"{b.Generator.Name} {b.Generator.Version}"]);
        Compare("plan", Lines(registry, a.IntermediateHash), Lines(registry, b.IntermediateHash));
        foreach (string file in a.Files.Concat(b.Files).Where(file => file.Path.EndsWith(".sql", StringComparison.OrdinalIgnoreCase))
            .Select(file => $"{file.Target}/{file.Path}").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            string? Hash(VersionDetails details) => details.Files.FirstOrDefault(each => $"{each.Target}/{each.Path}" == file)?.Sha256;
            if (Hash(a) != Hash(b))
            {
                Compare(file, Hash(a) is { } left ? Lines(registry, left) : [], Hash(b) is { } right ? Lines(registry, right) : []);
            }
        }

        return new VersionDifference(
            $"{a.Summary.Model}@{RegistryOutput.Text(a.Summary.Number)}", $"{b.Summary.Model}@{RegistryOutput.Text(b.Summary.Number)}", parts.ToImmutable());
    }

    /// <summary>Writes the differences for people.</summary>
    /// <param name="writer">Where to.</param>
    public void Write(TextWriter writer)
    {
        writer.WriteLine(Printable.Line($"{From} \u2192 {To}{(Parts.IsEmpty ? ": nothing differs" : "")}"));
        foreach (DifferingPart part in Parts)
        {
            writer.WriteLine(Printable.Line($"{part.Name}:"));
            foreach (string change in part.Changes.Take(MostLines))
            {
                writer.WriteLine(Printable.Line($"  {change}"));
            }

            if (part.Changes.Length > MostLines)
            {
                writer.WriteLine(FormattableString.Invariant($"  … and {part.Changes.Length - MostLines} more; --json has all"));
            }
        }
    }

    private static string[] Lines(ModelRegistry registry, string sha256) => Encoding.UTF8.GetString(registry.Content(sha256)).Split('\n');

    private static string Text(DatasetUse data) => $"{data.Role}: {data.Name} as of {data.AsOf}, digest {data.Digest}";

    private static string Text(Metric metric) =>
        FormattableString.Invariant($"{metric.Name} on {metric.Dataset ?? "-"}, {metric.Slice ?? "all"} = {metric.Value}");

    // Lines of one and not of the other, in order; a line that moved counts as taken away and added.
    private static ImmutableArray<string> Changes(string[] left, string[] right)
    {
        int start = 0;
        while (start < left.Length && start < right.Length && left[start] == right[start])
        {
            start++;
        }

        int end = 0;
        while (end < left.Length - start && end < right.Length - start && left[^(end + 1)] == right[^(end + 1)])
        {
            end++;
        }

        ReadOnlySpan<string> a = left.AsSpan(start, left.Length - start - end);
        ReadOnlySpan<string> b = right.AsSpan(start, right.Length - start - end);
        var changes = ImmutableArray.CreateBuilder<string>();
        if (a.Length > LongestAligned || b.Length > LongestAligned)
        {
            changes.AddRange(a.ToArray().Except(b.ToArray(), StringComparer.Ordinal).Select(line => $"- {line}"));
            changes.AddRange(b.ToArray().Except(a.ToArray(), StringComparer.Ordinal).Select(line => $"+ {line}"));
            return changes.ToImmutable();
        }

        // The longest common subsequence, from the ends to the beginnings.
        var longest = new int[a.Length + 1, b.Length + 1];
        for (int i = a.Length - 1; i >= 0; i--)
        {
            for (int j = b.Length - 1; j >= 0; j--)
            {
                longest[i, j] = a[i] == b[j] ? longest[i + 1, j + 1] + 1 : Math.Max(longest[i + 1, j], longest[i, j + 1]);
            }
        }

        for (int i = 0, j = 0; i < a.Length || j < b.Length;)
        {
            if (i < a.Length && j < b.Length && a[i] == b[j])
            {
                i++;
                j++;
            }
            else if (j == b.Length || (i < a.Length && longest[i + 1, j] >= longest[i, j + 1]))
            {
                changes.Add($"- {a[i++]}");
            }
            else
            {
                changes.Add($"+ {b[j++]}");
            }
        }

        return changes.ToImmutable();
    }
}

/// <summary>A part of two versions that differs.</summary>
/// <param name="Name">The part, such as <c>plan</c>.</param>
/// <param name="Changes">Lines with <c>- </c> before what is gone and <c>+ </c> before what is new.</param>
internal sealed record DifferingPart(string Name, ImmutableArray<string> Changes);
