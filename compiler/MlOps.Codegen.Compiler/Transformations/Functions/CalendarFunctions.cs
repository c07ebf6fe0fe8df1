using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Text;

namespace MlOps.Codegen.Compiler.Transformations.Functions;

/// <summary>Functions of dates and times.</summary>
internal static class CalendarFunctions
{
    public static IEnumerable<KeyValuePair<string, BuiltInFunction>> All =>
    [
        new("dateDaysSinceYear", (a, s) => Since(a, s, TimeUnit.DaysSince)),
        new("dateSecondsSinceYear", (a, s) => Since(a, s, TimeUnit.SecondsSince)),
        new("dateSecondsSinceMidnight", SinceMidnight),
        new("formatDatetime", Format),
    ];

    private static TypedExpression? Since(IReadOnlyList<TypedExpression> arguments, CallSite site, TimeUnit unit)
    {
        if (!site.HasArguments(arguments, 2, 2))
        {
            return null;
        }

        if (arguments[1].Value is not Literal { IsMissing: false, Type: DataType.Integer } year || !Epoch.IsSupported(year.Value.Integer))
        {
            site.Scope.Context.Report(DiagnosticDescriptors.ConstantNeeded, site.Apply.Location, "the year", site.Apply.Function);
            return null;
        }

        return Count(arguments[0], new DeclaredType(DataType.Integer, (int)year.Value.Integer, unit), site);
    }

    private static TypedExpression? SinceMidnight(IReadOnlyList<TypedExpression> arguments, CallSite site) =>
        site.HasArguments(arguments, 1, 1)
            ? Count(arguments[0], new DeclaredType(DataType.Integer, null, TimeUnit.Seconds), site)
            : null;

    private static TypedExpression? Count(TypedExpression moment, DeclaredType type, CallSite site)
    {
        if (Calendar.Count(moment, type, site.Scope, site.Origin) is { } count)
        {
            return new TypedExpression(count, new DeclaredType(DataType.Integer), OpType.Continuous);
        }

        site.Mismatch(moment, "a date or time");
        return null;
    }

    private static TypedExpression? Format(IReadOnlyList<TypedExpression> arguments, CallSite site)
    {
        if (!site.HasArguments(arguments, 2, 2) || site.ConstantText(arguments[1], "the format") is not { } format)
        {
            return null;
        }

        if (arguments[0].Value.Type is not (DataType.Date or DataType.Time or DataType.DateTime))
        {
            site.Mismatch(arguments[0], "a date or time");
            return null;
        }

        if (!CalendarText.IsSupported(format))
        {
            site.Scope.Context.Report(
                DiagnosticDescriptors.UnsupportedPattern, site.Apply.Location, "format", format, "it has a field that is not known");
            return null;
        }

        return new TypedExpression(
            Build.Call(ScalarFunction.FormatDateTime, arguments[0].Value, Literal.String(format)),
            new DeclaredType(DataType.String),
            OpType.Categorical);
    }
}
