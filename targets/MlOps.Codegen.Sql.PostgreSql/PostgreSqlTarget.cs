using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Generation;
using Scriban.Runtime;

namespace MlOps.Codegen.Sql.PostgreSql;

/// <summary>
/// PostgreSQL: a model version is an SQL function that PostgreSQL writes into the calling query,
/// <c>SELECT … FROM customers AS c CROSS JOIN LATERAL mlops.churn_v3(c.age, …)</c>. A model with more inputs than a function may
/// have arguments takes one composite value.
/// </summary>
public sealed class PostgreSqlTarget : SqlTarget
{
    /// <inheritdoc/>
    public override string Name => "postgres";

    /// <inheritdoc/>
    protected override SqlDialect Dialect { get; } = new PostgreSqlDialect("mlops");

    /// <inheritdoc/>
    private protected override ScriptObject InstallModel(ScoringQuery query, GenerationOptions options)
    {
        ScriptObject model = CommonModel(query, options);
        bool composite = query.Plan.Inputs.Length > Dialect.Limits.FunctionArguments;
        string rowType = options.VersionedName + "_row";
        var source = new RowSource(
            null,
            i => composite ? $"($1).{Dialect.Quote(query.InputColumns[i])}" : string.Create(CultureInfo.InvariantCulture, $"${i + 1}"),
            []);
        string body = Print(query, source, indent: 2);
        model["versioned"] = Dialect.Quote(options.VersionedName);
        model["stable"] = Dialect.Quote(options.Name);
        model["row_type"] = composite ? Dialect.Quote(rowType) : null;
        model["row_type_text"] = Dialect.TextLiteral($"{Dialect.Quote(options.Schema)}.{Dialect.Quote(rowType)}");
        model["arguments"] = Arguments(query);
        model["query"] = body;
        model["tag"] = Tag(body);
        return model;
    }

    // Argument and result names share one name space; the results' names are the public ones.
    private ScriptObject[] Arguments(ScoringQuery query)
    {
        var names = new SqlNames(Dialect.Limits);
        foreach (string column in query.OutputColumns)
        {
            names.Identifier(column);
        }

        ImmutableArray<string> arguments = [.. query.InputColumns.Select(names.Identifier)];
        return [.. query.Plan.Inputs.Select((input, i) => new ScriptObject
        {
            ["column"] = Dialect.Quote(arguments[i]),
            ["type"] = Dialect.TypeName(input.Value.Type),
            ["position"] = string.Create(CultureInfo.InvariantCulture, $"${i + 1}"),
        })];
    }

    // The body ends where its tag comes again: a tag that names and constants in it do not hold.
    private static string Tag(string body)
    {
        string tag = "$mlops$";
        for (int i = 2; body.Contains(tag, StringComparison.Ordinal); i++)
        {
            tag = string.Create(CultureInfo.InvariantCulture, $"$mlops{i}$");
        }

        return tag;
    }
}
