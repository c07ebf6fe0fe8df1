using System.Collections.Immutable;
using System.Text;
using MlOps.Codegen.Plan.Relations;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.Relations;

/// <summary>A table and the rows that references lead to from it: every path is joined once.</summary>
internal sealed class RelationJoins
{
    private readonly RelationalPlan plan;
    private readonly SqlDialect dialect;
    private readonly RelationNames names;
    private readonly SqlNames aliases;
    private readonly Relation start;
    private readonly Dictionary<string, string> joined = new(StringComparer.Ordinal);
    private readonly StringBuilder from = new();
    private readonly string indent;

    /// <summary>Begins with a table.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="start">The table.</param>
    /// <param name="dialect">The engine.</param>
    /// <param name="names">What tables and columns are called.</param>
    /// <param name="indent">What lines of the clause begin with.</param>
    /// <param name="reserved">Names that no alias may have.</param>
    public RelationJoins(RelationalPlan plan, Relation start, SqlDialect dialect, RelationNames names, string indent, params ReadOnlySpan<string> reserved)
    {
        (this.plan, this.start, this.dialect, this.names, this.indent) = (plan, start, dialect, names, indent);
        aliases = new SqlNames(dialect).Reserve(reserved);
        Alias = dialect.Quote(aliases.Identifier(start.Name));
        joined.Add("", Alias);
        from.Append(names.Table(start)).Append(" AS ").Append(Alias);
    }

    /// <summary>What the table is called in the query, quoted.</summary>
    public string Alias { get; }

    /// <summary>What stands behind FROM.</summary>
    public string From => from.ToString();

    /// <summary>Joins something else.</summary>
    /// <param name="clause">The whole clause.</param>
    public void Join(string clause) => from.Append('\n').Append(indent).Append(clause);

    /// <summary>A column at the end of a path; what is not joined yet is joined so that rows without a reference stay.</summary>
    /// <param name="path">The references.</param>
    /// <param name="column">The column.</param>
    /// <param name="keepsRows">Whether rows stay for which a reference leads nowhere.</param>
    public string Column(ImmutableArray<RelationReference> path, string column, bool keepsRows = true)
    {
        string alias = Follow(path, keepsRows);
        return $"{alias}.{names.Column(path.IsEmpty ? start : plan.Relation(path[^1].Target), column)}";
    }

    /// <summary>Columns at the end of a path, as keys are compared.</summary>
    /// <param name="path">The references.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="keepsRows">Whether rows stay for which a reference leads nowhere.</param>
    public IEnumerable<string> Key(ImmutableArray<RelationReference> path, ImmutableArray<string> columns, bool keepsRows = true)
    {
        Relation relation = path.IsEmpty ? start : plan.Relation(path[^1].Target);
        return columns.Select(column => dialect.KeyValue(Column(path, column, keepsRows), relation.Column(column).Type));
    }

    private string Follow(ImmutableArray<RelationReference> path, bool keepsRows)
    {
        for (int length = 1; length <= path.Length; length++)
        {
            ImmutableArray<RelationReference> part = path[..length];
            if (joined.ContainsKey(RelationPath.NameOf(part)))
            {
                continue;
            }

            RelationReference step = part[^1];
            Relation target = plan.Relation(step.Target);
            IEnumerable<string> referring = Key(part[..^1], step.Columns, keepsRows);
            string alias = dialect.Quote(aliases.Identifier(target.Name));
            IEnumerable<string> conditions = target.Key.Zip(referring, (key, value) =>
                $"{dialect.KeyValue($"{alias}.{names.Column(target, key)}", target.Column(key).Type)} = {value}");
            Join($"{(keepsRows ? "LEFT JOIN" : "JOIN")} {names.Table(target)} AS {alias} ON {string.Join(" AND ", conditions)}");
            joined.Add(RelationPath.NameOf(part), alias);
        }

        return joined[RelationPath.NameOf(path)];
    }
}
