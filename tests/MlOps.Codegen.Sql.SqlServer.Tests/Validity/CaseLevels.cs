using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace MlOps.Codegen.Sql.SqlServer.Tests.Validity;

/// <summary>How deep CASE nests, counting what the server rewrites to CASE, and how many branches a CASE has.</summary>
internal sealed class CaseLevels : TSqlFragmentVisitor
{
    private readonly Stack<(TSqlFragment Fragment, int Level)> pending = new();

    public int Deepest { get; private set; }

    public int MostBranches { get; private set; }

    public static CaseLevels Of(TSqlFragment fragment)
    {
        var levels = new CaseLevels();
        levels.pending.Push((fragment, 0));
        while (levels.pending.TryPop(out (TSqlFragment Fragment, int Level) next))
        {
            levels.Enter(next.Fragment, next.Level);
        }

        return levels;
    }

    private void Enter(TSqlFragment fragment, int level)
    {
        bool counts = fragment is CaseExpression or CoalesceExpression or NullIfExpression or IIfCall;
        int inner = counts ? level + 1 : level;
        Deepest = Math.Max(Deepest, inner);
        if (fragment is SearchedCaseExpression @case)
        {
            MostBranches = Math.Max(MostBranches, @case.WhenClauses.Count);
        }

        var children = new Children(fragment);
        fragment.AcceptChildren(children);
        foreach (TSqlFragment child in children.Found)
        {
            pending.Push((child, inner));
        }
    }

    /// <summary>The direct parts of a fragment: the visitor does not go into them.</summary>
    private sealed class Children(TSqlFragment parent) : TSqlConcreteFragmentVisitor
    {
        public List<TSqlFragment> Found { get; } = [];

        public override void Visit(TSqlFragment fragment)
        {
            if (!ReferenceEquals(fragment, parent))
            {
                Found.Add(fragment);
            }
        }
    }
}
