using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using MlOps.Codegen.Deployment.Databases;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Cli.Deploying;

/// <summary>What a database has of a model: read from its catalogue, so that it is true whoever ran the scripts.</summary>
/// <param name="Model">The stable name.</param>
/// <param name="Installed">The installed versions, in order.</param>
/// <param name="HasStableName">Whether something answers to the stable name.</param>
/// <param name="Answering">The version that does; null where nothing does, or the fallback.</param>
internal sealed record DeploymentState(string Model, ImmutableArray<int> Installed, bool HasStableName, int? Answering)
{
    /// <summary>Whether the model is disabled: the stable name answers with the fallback.</summary>
    public bool IsDisabled => HasStableName && Answering is null;

    /// <summary>What answers, in words.</summary>
    public string Answer => Answering is { } version
        ? string.Create(CultureInfo.InvariantCulture, $"version {version}")
        : HasStableName ? "its fallback (disabled)" : "nothing";

    /// <summary>What a database has of one model.</summary>
    /// <param name="database">The database.</param>
    /// <param name="dialect">Its dialect.</param>
    /// <param name="schema">The schema of generated objects.</param>
    /// <param name="model">The stable name, not quoted.</param>
    /// <param name="transaction">The transaction; null for none.</param>
    public static DeploymentState Of(Database database, SqlDialect dialect, string schema, string model, DbTransaction? transaction) =>
        All(database, dialect, schema, transaction).FirstOrDefault(state => dialect.NameComparer.Equals(state.Model, model))
        ?? new DeploymentState(model, [], false, null);

    /// <summary>What a database has of all models.</summary>
    /// <param name="database">The database.</param>
    /// <param name="dialect">Its dialect.</param>
    /// <param name="schema">The schema of generated objects.</param>
    /// <param name="transaction">The transaction; null for none.</param>
    public static ImmutableArray<DeploymentState> All(Database database, SqlDialect dialect, string schema, DbTransaction? transaction)
    {
        HashSet<string> names = database.Names(schema, transaction);
        return
        [
            .. names.Select(name => Regex.Match(name, "^(.+)_v([1-9][0-9]{0,8})$", RegexOptions.Singleline))
                .Where(match => match.Success)
                .GroupBy(match => match.Groups[1].Value, match => int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture), dialect.NameComparer)
                .OrderBy(model => model.Key, StringComparer.Ordinal)
                .Select(model => Of(database, dialect, schema, model.Key, [.. model.Distinct().Order()], names, transaction)),
        ];
    }

    private static DeploymentState Of(
        Database database, SqlDialect dialect, string schema, string model, ImmutableArray<int> versions, HashSet<string> names, DbTransaction? transaction)
    {
        if (!names.Contains(model, dialect.NameComparer))
        {
            return new DeploymentState(model, versions, false, null);
        }

        IReadOnlyList<string> definitions = database.Definitions(schema, model, transaction);
        int answering = versions.LastOrDefault(version => definitions.Any(definition =>
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{model}_v{version}");
            return Mentions(definition, name) || Mentions(definition, $"{name}_rows");
        }));
        return new DeploymentState(model, versions, true, answering == 0 ? null : answering);
    }

    // Engines write a name bare where it may be, or in quotes.
    private static bool Mentions(string definition, string name)
    {
        string[] quoted = [$"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", $"[{name.Replace("]", "]]", StringComparison.Ordinal)}]"];
        if (quoted.Any(text => definition.Contains(text, StringComparison.OrdinalIgnoreCase)))
        {
            return true;
        }

        for (int at = definition.IndexOf(name, StringComparison.OrdinalIgnoreCase); at >= 0; at = definition.IndexOf(name, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            if (!IsPart(definition, at - 1) && !IsPart(definition, at + name.Length))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPart(string text, int at) =>
        at >= 0 && at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '$' or '"' or ']');
}
