using MlOps.Codegen.Plan;
using Sylvan.Data.Csv;

namespace MlOps.Codegen.Cli.Data;

/// <summary>Reads a plan's rows from a CSV file: each row of the file is one, or those of a group are one together.</summary>
internal static class PlanRows
{
    /// <summary>Reads rows, one at a time.</summary>
    /// <param name="path">The file.</param>
    /// <param name="grouping">How rows of the file make rows of the plan; a file without the key's column has them ready-made.</param>
    /// <param name="inputs">The plan's inputs.</param>
    /// <returns>A value per input; groups in the order in which their first rows stand in the file.</returns>
    /// <exception cref="CommandFailure">The file is not there, or has a value that its column's type does not admit.</exception>
    public static IEnumerable<Scalar[]> Read(string path, RowGrouping? grouping, IReadOnlyList<FieldSchema> inputs) =>
        grouping is not null && HasColumn(path, grouping.Key.Name)
            ? ReadGroups(path, grouping, inputs)
            : CsvInput.Read(path, inputs);

    private static bool HasColumn(string path, string name)
    {
        using CsvDataReader csv = CsvFile.Open(path);
        return CsvFile.Columns(csv).ContainsKey(name);
    }

    private static IEnumerable<Scalar[]> ReadGroups(string path, RowGrouping grouping, IReadOnlyList<FieldSchema> inputs)
    {
        FieldSchema[] columns = [.. grouping.Memberships.Select(membership => membership.Column).DistinctBy(column => column.Name)];
        Dictionary<(int Column, Scalar Member), int[]> found = FindMembers(grouping, columns, inputs);
        var groups = new Dictionary<Scalar, Scalar[]>();
        var inOrder = new List<Scalar[]>();
        foreach (Scalar[] row in CsvInput.Read(path, [grouping.Key, .. columns]))
        {
            if (!groups.TryGetValue(row[0], out Scalar[]? flags))
            {
                flags = new Scalar[inputs.Count];
                Array.Fill(flags, Scalar.FromBoolean(false));
                groups.Add(row[0], flags);
                inOrder.Add(flags);
            }

            for (int column = 0; column < columns.Length; column++)
            {
                foreach (int input in found.GetValueOrDefault((column, row[column + 1]), []))
                {
                    flags[input] = Scalar.FromBoolean(true);
                }
            }
        }

        return inOrder;
    }

    private static Dictionary<(int Column, Scalar Member), int[]> FindMembers(
        RowGrouping grouping, FieldSchema[] columns, IReadOnlyList<FieldSchema> inputs)
    {
        var position = inputs.Index().ToDictionary(input => input.Item.Name, input => input.Index, StringComparer.Ordinal);
        return grouping.Memberships
            .Where(membership => position.ContainsKey(membership.Input))
            .GroupBy(membership => (
                Array.FindIndex(columns, column => column.Name == membership.Column.Name), membership.Member.Value))
            .ToDictionary(group => group.Key, group => group.Select(membership => position[membership.Input]).ToArray());
    }
}
