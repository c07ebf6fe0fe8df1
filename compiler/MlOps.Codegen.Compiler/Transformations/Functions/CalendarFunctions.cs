using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Text;

namespace MlOps.Codegen.Compiler.Transformations.Functions;

/// <summary>Functions of dates and times.</summary>
internal static class CalendarFunctions
{
    /// <summary>The family.</summary>
    public static ImmutableArray<BuiltInFunction> All { get; } =
    [
        new("dateDaysSinceYear", 2, 2, call => SinceYear(call, TimeUnit.DaysSince, DataType.Date)),
        new("dateSecondsSinceYear", 2, 2, call => SinceYear(call, TimeUnit.SecondsSince, DataType.DateTime)),
        new("dateSecondsSinceMidnight", 1, 1, call => Count(call, TimeUnit.Seconds, null, DataType.Time)),
        new("formatDatetime", 2, 2, Format),
    ];

    private static TypedExpression? SinceYear(FunctionCall call, TimeUnit unit, DataType written)
    {
        if (call.Constant(1, DataType.Integer, "the reference year") is not { } year)
        {
            return null;
        }

        return !year.IsMissing && Epoch.IsSupported(year.Value.Integer)
            ? Count(call, unit, (int)year.Value.Integer, written)
            : call.Refuse("the reference year must lie between 0 and 9999");
    }

    private static TypedExpression? Count(FunctionCall call, TimeUnit unit, int? year, DataType written)
    {
        TypedExpression? moment = call.Arguments[0];
        if (moment.Type.Type == DataType.String)
        {
            moment = Conversions.Convert(moment, new DeclaredType(written), call.Scope, call.Location);
        }

        var type = new DeclaredType(DataType.Integer, year, unit);
        return moment is not null && Conversions.Convert(moment, type, call.Scope, call.Location) is { } count
            ? FunctionCall.Result(count.Value, DataType.Integer)
            : null;
    }

    private static TypedExpression? Format(FunctionCall call)
    {
        TypedExpression moment = call.Arguments[0];
        if (call.Constant(1, DataType.String, "the format") is not { IsMissing: false } format)
        {
            return null;
        }

        if (moment.Value.Type is not (DataType.Date or DataType.Time or DataType.DateTime))
        {
            call.Scope.Context.Report(DiagnosticDescriptors.TypeMismatch, call.Location, Conversions.Name(moment.Type), "a date or time");
            return null;
        }

        if (!CalendarText.IsSupported(format.Value.Text))
        {
            call.Scope.Context.Report(
                DiagnosticDescriptors.UnsupportedPattern, call.Location, "format", format.Value.Text, "it has a field without a counterpart");
            return null;
        }

        return FunctionCall.Result(Build.Call(ScalarFunction.FormatDateTime, moment.Value, format), DataType.String);
    }
}
