using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Calendar;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Dsl.Lowering;

/// <summary>
/// Local times of instants and instants of local times, as expressions of a plan: which offset holds is asked of a tree over the moments of a
/// zone's changes. Times are integers, seconds since 1970-01-01T00:00:00.
/// </summary>
/// <param name="context">The plan under construction.</param>
/// <param name="calendar">The zone of the pipeline's calendar; null for UTC.</param>
internal sealed class ZoneClocks(LoweringContext context, ZoneTable? calendar)
{
    private readonly Dictionary<(Expression Time, string Zone, bool IsLocal), Expression> offsets = [];

    /// <summary>The zone of the pipeline's calendar; null for UTC.</summary>
    public ZoneTable? Calendar => calendar;

    /// <summary>The local time of an instant by the calendar's zone.</summary>
    public Expression Local(Expression instant, Origin origin) => calendar is null
        ? instant
        : instant is Literal literal
            ? literal.IsMissing ? literal : Literal.Integer(calendar.Local(literal.Value.Integer))
            : Build.Add(instant, Offset(instant, calendar, isLocal: false, origin));

    /// <summary>The instant of a local time of the calendar's zone.</summary>
    public Expression Instant(Expression local, Origin origin) => calendar is null ? local : Instant(local, calendar, origin);

    /// <summary>The instant of a local time, both date-times.</summary>
    public Expression InstantOf(Expression local, ZoneTable zone, Origin origin) =>
        Build.Unary(UnaryOperator.ToDateTime, Instant(CalendarFunctions.Count(local), zone, origin));

    /// <summary>A constant: one that is a timestamp is local time of the calendar's zone.</summary>
    public Literal Constant(Literal literal) => calendar is null || literal.IsMissing || literal.Type != DataType.DateTime
        ? literal
        : new Literal(DataType.DateTime, Scalar.FromInteger(calendar.Instant(literal.Value.Integer)));

    private Expression Instant(Expression local, ZoneTable zone, Origin origin) => local is Literal literal
        ? literal.IsMissing ? literal : Literal.Integer(zone.Instant(literal.Value.Integer))
        : Build.Subtract(local, Offset(local, zone, isLocal: true, origin));

    private Expression Offset(Expression time, ZoneTable zone, bool isLocal, Origin origin)
    {
        if (zone.Changes.IsEmpty)
        {
            return Literal.Integer(zone.Initial);
        }

        (Expression, string, bool) key = (time, zone.Name, isLocal);
        if (!offsets.TryGetValue(key, out Expression? offset))
        {
            PlanValue seconds = context.AsDoubleValue("seconds", time, origin);
            ImmutableArray<PlanValue> result = context.Plan.DefineKernel(["seconds_ahead"], Tree(seconds, zone, isLocal), origin);
            offset = context.Plan.Define("offset", Build.Unary(UnaryOperator.ToInteger, Build.Ref(result[0])), origin);
            offsets.Add(key, offset);
        }

        return offset;
    }

    // A balanced tree: leaf i holds after i changes.
    private static TreeEnsemble Tree(PlanValue seconds, ZoneTable zone, bool isLocal)
    {
        var nodes = new List<TreeNode>();
        Grow(0, zone.Changes.Length);
        ImmutableArray<double> leaves = [.. Enumerable.Range(0, zone.Changes.Length + 1).Select(i => (double)zone.OffsetAfter(i))];
        return new TreeEnsemble([seconds], [], [new DecisionTree([.. nodes], leaves.Length, leaves)], TreeResult.Sum, [0]);

        int Grow(int first, int last)
        {
            if (first == last)
            {
                return ~first;
            }

            int middle = (first + last) / 2;
            int node = nodes.Count;
            nodes.Add(default);
            int before = Grow(first, middle);
            int after = Grow(middle + 1, last);
            double threshold = isLocal ? zone.LocalEnd(middle) : zone.Changes[middle].At;
            nodes[node] = new TreeNode(0, TreeTest.LessThan, threshold, -1, before, after, DecisionTree.NoLeaf);
            return node;
        }
    }
}
