namespace MlOps.Codegen.Sql.SqlServer.Numbers;

/// <summary>The smallest or largest of several operands; LEAST and GREATEST came with SQL Server 2022, and overlook NULL.</summary>
internal static class Extremes
{
    private const int MostCompared = 5;

    /// <summary>The smallest or largest; NULL where any operand is.</summary>
    /// <param name="smallest">Which.</param>
    /// <param name="operands">Columns or constants.</param>
    public static string Of(bool smallest, IReadOnlyList<string> operands)
    {
        if (operands.Count > MostCompared)
        {
            string present = string.Join(" AND ", operands.Select(operand => $"{operand} IS NOT NULL"));
            string rows = string.Join(", ", operands.Select(operand => $"({operand})"));
            return $"CASE WHEN {present} THEN (SELECT {(smallest ? "MIN" : "MAX")}([n]) FROM (VALUES {rows}) AS [operands]([n])) END";
        }

        // Every branch asks about every operand: where one is NULL none is taken.
        string sign = smallest ? "<=" : ">=";
        IEnumerable<string> branches = operands.Select((operand, i) =>
            $"WHEN {string.Join(" AND ", operands.Where((_, other) => other != i).Select(other => $"{operand} {sign} {other}"))} THEN {operand}");
        return operands.Count == 1 ? operands[0] : $"CASE {string.Join(' ', branches)} END";
    }
}
