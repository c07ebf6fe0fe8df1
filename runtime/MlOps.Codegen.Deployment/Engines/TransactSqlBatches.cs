namespace MlOps.Codegen.Deployment.Engines;

/// <summary>Divides a script for SQL Server into batches: a line that says <c>GO</c> ends one.</summary>
public static class TransactSqlBatches
{
    /// <summary>The batches in order; none is blank.</summary>
    /// <param name="script">A generated script: no constant or comment of it contains a line that says GO.</param>
    public static IEnumerable<string> Split(string script)
    {
        var batch = new List<string>();
        foreach (string line in script.Split('\n').Append("GO"))
        {
            if (!line.Trim().Equals("GO", StringComparison.OrdinalIgnoreCase))
            {
                batch.Add(line);
                continue;
            }

            string text = string.Join('\n', batch);
            if (!string.IsNullOrWhiteSpace(text))
            {
                yield return text;
            }

            batch.Clear();
        }
    }
}
