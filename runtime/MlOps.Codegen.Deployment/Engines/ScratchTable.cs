using System.Globalization;

namespace MlOps.Codegen.Deployment.Engines;

/// <summary>Rows for a scratch table.</summary>
/// <param name="Columns">The columns; a first column <c>mlops_row</c> that counts from 0 is added.</param>
/// <param name="Rows">The rows.</param>
public sealed record ScratchTable(IReadOnlyList<FieldSchema> Columns, IReadOnlyList<object?[]> Rows)
{
    /// <summary>The name of the first scratch table of a connection, or of a further one.</summary>
    /// <param name="first">The first one's name.</param>
    /// <param name="index">Its position, from 0.</param>
    internal static string NameOf(string first, int index) =>
        index == 0 ? first : string.Create(CultureInfo.InvariantCulture, $"{first}_t{index + 1}");
}
