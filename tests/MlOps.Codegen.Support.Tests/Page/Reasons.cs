using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Support.Tests.Outcomes;
using MlOps.Codegen.Support.Tests.Probes;

namespace MlOps.Codegen.Support.Tests.Page;

/// <summary>The reasons that the cells of one table refer to, numbered from 1.</summary>
internal sealed partial class Reasons
{
    // The place in the probe's file, which is nobody else's file.
    private const string ProbesOwn = " (OutputField result)";

    private readonly List<Refusal> numbered = [];

    /// <summary>A cell: <c>yes</c>, or <c>no</c> with the numbers of its reasons.</summary>
    /// <param name="refusals">What stands against it.</param>
    /// <param name="probe">What is refused.</param>
    public string Cell(ImmutableArray<Refusal> refusals, Probe probe) =>
        refusals.IsEmpty ? "yes" : $"no ({string.Join(", ", refusals.Select(refusal => NumberOf(Shared(refusal, probe))))})";

    /// <summary>Writes the list below the table.</summary>
    /// <param name="text">The page.</param>
    public void Write(StringBuilder text)
    {
        for (int i = 0; i < numbered.Count; i++)
        {
            string lead = i == 0 ? "\n" : "";
            string message = numbered[i].Message.Replace("<", "\\<", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal);
#pragma warning disable CA1308 // An anchor is lower case.
            string anchor = numbered[i].Id.ToLowerInvariant();
#pragma warning restore CA1308
            text.Append(CultureInfo.InvariantCulture, $"{lead}{i + 1}. [{numbered[i].Id}](diagnostics.md#{anchor}): {message}\n");
        }
    }

    // What differs from row to row and from engine to engine would hide that the reason is the same.
    private static Refusal Shared(Refusal refusal, Probe probe)
    {
        string message = refusal.Message.Replace(ProbesOwn, "", StringComparison.Ordinal);
        foreach (SqlTarget target in TargetCatalog.Entries.Select(entry => entry.Generator).OfType<SqlTarget>())
        {
            message = message.Replace($"{target.Dialect.EngineName} cannot", "the engine cannot", StringComparison.Ordinal);
        }

        bool isTargets = refusal.Id.StartsWith("MLC4", StringComparison.Ordinal);
        return refusal with { Message = isTargets ? message : WithoutValue(message, probe.Value) };
    }

    // Messages name keywords as the pipeline does: in another case, and without JPMML's prefix.
    private static string WithoutValue(string message, string value)
    {
        string word = Prefix().Replace(value, "");
        return Word().IsMatch(word)
            ? Regex.Replace(message, $@"\b(x-)?{word}\b", "…", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)
            : message;
    }

    [GeneratedRegex("^x-")]
    private static partial Regex Prefix();

    [GeneratedRegex(@"^\w{3,}$")]
    private static partial Regex Word();

    private int NumberOf(Refusal refusal)
    {
        int place = numbered.IndexOf(refusal);
        if (place < 0)
        {
            numbered.Add(refusal);
            place = numbered.Count - 1;
        }

        return place + 1;
    }
}
