using System.Reflection;

namespace MlOps.Runtime.Tests.Scoring;

public class RoomPoolTests
{
    [Fact]
    public void A_room_is_one_callers_until_it_is_given_back()
    {
        BatchRows<int, long> first = BatchRoom.Rows<int, long>();
        BatchRows<int, long> second = BatchRoom.Rows<int, long>();
        Assert.NotSame(first, second);
        first.Return();
        Assert.Same(first, BatchRoom.Rows<int, long>());
    }

    [Fact]
    public void Callers_at_once_never_share_a_room()
    {
        Parallel.For(0, 64, _ =>
        {
            for (int i = 0; i < 500; i++)
            {
                Room room = BatchRoom.Take<Room>();
                Assert.Equal(1, Interlocked.Increment(ref room.Users));
                Assert.Equal(0, Interlocked.Decrement(ref room.Users));
                BatchRoom.Give(room);
            }
        });
    }

    [Fact]
    public void No_thread_has_variables_of_types_that_are_unloaded()
    {
        // A field of a generic type is one of generated types, too. The runtime confuses them when versions come and go on several threads.
        FieldInfo[] fields =
        [
            .. typeof(BatchRoom).Assembly.GetTypes()
                .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                .Where(field => field.IsDefined(typeof(ThreadStaticAttribute))),
        ];
        Assert.NotEmpty(fields);
        // Ranks are bytes or 16-bit numbers, whose types stay.
        Assert.Empty(fields.Where(field => field.DeclaringType!.ContainsGenericParameters && field.DeclaringType != typeof(global::MlOps.Runtime.Kernels.BlockBuffer<>)).Select(field => $"{field.DeclaringType}.{field.Name}"));
    }

    private sealed class Room
    {
        public int Users;
    }
}
