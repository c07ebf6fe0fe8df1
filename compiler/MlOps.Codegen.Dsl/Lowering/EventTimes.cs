using MlOps.Codegen.Dsl.Checking;
using MlOps.Codegen.Dsl.Syntax;

namespace MlOps.Codegen.Dsl.Lowering;

/// <summary>Event times in UTC.</summary>
internal static class EventTimes
{
    /// <summary>The time of a row in UTC.</summary>
    public static Typed InUtc(Typed time, ColumnSyntax column, Scope scope) => time;
}
