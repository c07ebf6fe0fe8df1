namespace MlOps.Codegen.Sql.Generation;

/// <summary>
/// Chooses the stages that an engine must evaluate once, for engines that write a stage's expressions into every place that refers to
/// them.
/// </summary>
/// <remarks>
/// Sizes are lengths of text, with what is referred to written in: a measure of what the engine's optimizer holds in the end.
/// </remarks>
internal static class StageFences
{
    /// <summary>Chooses.</summary>
    /// <param name="stages">The columns of each stage.</param>
    /// <param name="selected">The names, quoted, of the columns that the query yields, each as often as it does.</param>
    /// <param name="limits">What may be written into later stages.</param>
    /// <returns>Per stage, whether it is to be a fence.</returns>
    public static bool[] Choose(IReadOnlyList<IReadOnlyList<ColumnText>> stages, IEnumerable<string> selected, FenceLimits limits)
    {
        Dictionary<string, int> uses = Uses(stages);
        foreach (string name in selected)
        {
            uses[name] = uses.GetValueOrDefault(name) + 1;
        }

        var length = new Dictionary<string, long>(StringComparer.Ordinal);
        var stageOf = new Dictionary<string, int>(StringComparer.Ordinal);
        var fenced = new bool[stages.Count];
        for (int i = 0; i < stages.Count; i++)
        {
            long growth = 0;
            foreach (ColumnText column in stages[i])
            {
                long written = Written(column, length);
                if (written > limits.Longest && column.Text.Length <= limits.Longest)
                {
                    // What it refers to is computed before, or it would be too long itself.
                    foreach (int earlier in column.References.Where(stageOf.ContainsKey).Select(name => stageOf[name]).Distinct())
                    {
                        Fence(earlier);
                    }

                    written = column.Text.Length;
                }

                length[column.Name] = written;
                long copies = Math.Max(0, uses.GetValueOrDefault(column.Name) - 1);
                growth += copies * Math.Max(0, written - column.Name.Length);
                fenced[i] |= written > limits.Longest || (written > limits.Repeatable && copies > 0);
            }

            foreach (ColumnText column in stages[i])
            {
                stageOf[column.Name] = i;
            }

            if (fenced[i] || growth > limits.MostGrowth)
            {
                Fence(i);
            }
        }

        return fenced;

        void Fence(int stage)
        {
            fenced[stage] = true;
            foreach (ColumnText column in stages[stage])
            {
                length[column.Name] = column.Name.Length;
            }
        }
    }

    // What columns of fences are written as is their name.
    private static long Written(ColumnText column, Dictionary<string, long> length) => column.Text.Length + column.References.Sum(name =>
        length.TryGetValue(name, out long inner) && inner != name.Length ? (inner - name.Length) * Occurrences(column.Text, name) : 0);

    private static Dictionary<string, int> Uses(IReadOnlyList<IReadOnlyList<ColumnText>> stages)
    {
        var uses = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (ColumnText column in stages.SelectMany(stage => stage))
        {
            foreach (string name in column.References)
            {
                uses[name] = uses.GetValueOrDefault(name) + Occurrences(column.Text, name);
            }
        }

        return uses;
    }

    private static int Occurrences(string text, string name)
    {
        int count = 0;
        for (int at = text.IndexOf(name, StringComparison.Ordinal); at >= 0; at = text.IndexOf(name, at + name.Length, StringComparison.Ordinal))
        {
            count++;
        }

        return count;
    }
}

/// <summary>What of a stage may be written into later ones, in lengths of text.</summary>
/// <param name="Repeatable">How long a column that is referred to more than once may be and still be written into each place.</param>
/// <param name="Longest">How long any column may become.</param>
/// <param name="MostGrowth">By how much the references to one stage may lengthen a query, whose operators are computed again as well.</param>
internal sealed record FenceLimits(int Repeatable, int Longest, int MostGrowth)
{
    /// <summary>Where a fence costs as much as some hundred operators.</summary>
    public static FenceLimits OfDearFences { get; } = new(200, 100_000, 10_000);

    /// <summary>Where a fence costs as much as a few operators; expressions stay as deep as some hundred.</summary>
    public static FenceLimits OfCheapFences { get; } = new(40, 6_000, 400);
}
