using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Relations;

namespace MlOps.Codegen.Cli.Data;

/// <summary>Reads the tables of a relational plan from CSV files.</summary>
internal static class RelatedTables
{
    /// <summary>Reads all tables.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="data">The file with the rows that are scored.</param>
    /// <param name="related">For every other relation <c>name=file</c>.</param>
    /// <returns>The rows of every relation by its name.</returns>
    /// <exception cref="CommandFailure">A relation has no file, or a file no relation; or a file is not there, or has a value that its column's type does not admit.</exception>
    public static Dictionary<string, IReadOnlyList<Scalar[]>> Read(RelationalPlan plan, string data, IReadOnlyList<string> related)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal) { [plan.Root] = data };
        foreach (string pair in related)
        {
            int at = pair.IndexOf('=', StringComparison.Ordinal);
            string name = at > 0 ? pair[..at] : throw new CommandFailure(ExitCodes.Usage, $"'{pair}' is not of the form relation=file.csv (--related)");
            if (!plan.Relations.Any(relation => relation.Name == name))
            {
                string hint = Suggestion.For(name, plan.Relations.Select(relation => relation.Name)) is { } near ? $" Did you mean '{near}'?" : "";
                throw new CommandFailure(ExitCodes.Usage, $"the model has no relation '{name}' (--related).{hint}");
            }

            if (!files.TryAdd(name, pair[(at + 1)..]))
            {
                throw new CommandFailure(ExitCodes.Usage, name == plan.Root ? $"'{name}' is what is scored: its rows come by --data" : $"'{name}' is given twice (--related)");
            }
        }

        string[] missing = [.. plan.Relations.Select(relation => relation.Name).Where(name => !files.ContainsKey(name))];
        return missing.Length == 0
            ? plan.Relations.ToDictionary(relation => relation.Name, relation => Rows(relation, files[relation.Name]), StringComparer.Ordinal)
            : throw new CommandFailure(ExitCodes.Usage, $"the model needs rows of {string.Join(", ", missing)}: give --related {missing[0]}=file.csv");
    }

    private static IReadOnlyList<Scalar[]> Rows(Relation relation, string path) =>
        [.. CsvInput.Read(path, [.. relation.Columns.Select(column => new FieldSchema(column.Name, column.Type))])];
}
