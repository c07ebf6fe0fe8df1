using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;
using Microsoft.ML.Transforms;

namespace MlOps.Codegen.MlNet.Tests.Archives;

/// <summary>ML.NET's own command <c>TrainTest</c>, by which its stored results were made. It is in its assemblies, though not public.</summary>
/// <param name="line">The arguments, as the first line of a stored log has them.</param>
/// <param name="data">The data set.</param>
internal sealed class TrainTestCommand(string line, string data)
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly Assembly Core = typeof(MLContext).Assembly.GetReferencedAssemblies().Select(Assembly.Load).Single(assembly => assembly.GetName().Name == "Microsoft.ML.Core");

    // Whose classes command lines name.
    private static readonly Type[] Parts =
        [typeof(TextLoader), typeof(KMeansTrainer), typeof(SdcaRegressionTrainer), typeof(MissingValueReplacingTransformer), typeof(FastTreeBinaryTrainer), typeof(LightGbmBinaryTrainer)];

    /// <summary>Trains, and saves the model.</summary>
    /// <param name="model">The file for it.</param>
    public void Run(string model)
    {
        MLContext context = Context();
        Type command = typeof(TextLoader).Assembly.GetType("Microsoft.ML.Data.TrainTestCommand", throwOnError: true)!;
        object arguments = Activator.CreateInstance(command.GetNestedType("Arguments", Any)!)!;

        // ML.NET does not load what its command saves without a transformer.
        Parse(context, $"test={data} data={data} out={model} {line} xf=Copy{{col=Unused:Features}}", arguments);
        object made = Activator.CreateInstance(command, Any, null, [context, arguments], null)!;
        try
        {
            command.GetMethod("Run")!.Invoke(made, null);
        }
        catch (TargetInvocationException exception) when (exception.InnerException is { } inner)
        {
            throw new InvalidOperationException(inner.Message, inner);
        }
    }

    /// <summary>The rows of the data set, as the command loads them.</summary>
    public IDataView Load()
    {
        MLContext context = Context();
        int from = line.IndexOf("loader=Text{", StringComparison.Ordinal);
        string columns = "col=Label:0 col=Features:1-*";
        if (from >= 0)
        {
            from += "loader=Text{".Length;
            columns = line[from..line.IndexOf('}', from)];
        }

        var options = new TextLoader.Options();
        Parse(context, columns, options);
        return context.Data.CreateTextLoader(options, new MultiFileSource(data)).Load(new MultiFileSource(data));
    }

    private static MLContext Context()
    {
        var context = new MLContext(seed: 1);
        MethodInfo register = context.ComponentCatalog.GetType().GetMethod("RegisterAssembly", Any, [typeof(Assembly), typeof(bool)])!;
        foreach (Type part in Parts)
        {
            register.Invoke(context.ComponentCatalog, [part.Assembly, false]);
        }

        return context;
    }

    private static void Parse(MLContext context, string text, object arguments)
    {
        MethodInfo parse = Core.GetType("Microsoft.ML.CommandLine.CmdParser", throwOnError: true)!.GetMethods(Any)
            .Single(method => method.Name == "ParseArguments" && method.GetParameters() is [_, var second, var third, var last]
                && second.ParameterType == typeof(string) && third.ParameterType == typeof(object) && last.ParameterType.IsAssignableTo(typeof(Delegate)));
        var mistakes = new List<string>();
        var report = Delegate.CreateDelegate(parse.GetParameters()[3].ParameterType, mistakes, typeof(List<string>).GetMethod("Add")!);
        Assert.True((bool)parse.Invoke(null, [context, text, arguments, report])!, string.Join('\n', mistakes));
    }
}
