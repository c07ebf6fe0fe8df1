namespace MlOps.Codegen.Support.Tests.Probes;

/// <summary>The smallest real model file that uses something of PMML.</summary>
/// <param name="Feature">The element or attribute that it uses.</param>
/// <param name="Value">The attribute's value, or what is special about the element; empty for the element as such.</param>
/// <param name="Pmml">The file.</param>
/// <param name="Table">The reader's keyword table that the value is of; null for a value that is of none.</param>
internal sealed record Probe(string Feature, string Value, string Pmml, string? Table = null)
{
    /// <summary>Feature and value, for messages.</summary>
    public string Name => Value.Length == 0 ? Feature : $"{Feature}: {Value}";

    /// <summary>A probe for each word that an attribute takes.</summary>
    /// <param name="feature">The attribute.</param>
    /// <param name="table">The reader's table of its words, see <see cref="KeywordTables"/>.</param>
    /// <param name="pmml">The file with a word.</param>
    public static IEnumerable<Probe> Each(string feature, string table, Func<string, string> pmml) =>
        KeywordTables.Words(table).Select(word => new Probe(feature, word, pmml(word), table));
}

/// <summary>A table of the page.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Probes">Its rows; neighbours of one feature and one outcome share a row.</param>
internal sealed record ProbeSection(string Title, IReadOnlyList<Probe> Probes);
